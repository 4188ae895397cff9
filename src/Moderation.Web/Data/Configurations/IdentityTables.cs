using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Moderation.Accounts;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Data.Configurations;

/// <summary>The tables of ASP.NET Core Identity, in a schema of their own.</summary>
internal sealed class IdentityTables :
    IEntityTypeConfiguration<AppUser>,
    IEntityTypeConfiguration<IdentityRole<Guid>>,
    IEntityTypeConfiguration<IdentityUserRole<Guid>>,
    IEntityTypeConfiguration<IdentityUserClaim<Guid>>,
    IEntityTypeConfiguration<IdentityUserLogin<Guid>>,
    IEntityTypeConfiguration<IdentityUserToken<Guid>>,
    IEntityTypeConfiguration<IdentityRoleClaim<Guid>>,
    IEntityTypeConfiguration<IdentityUserPasskey<Guid>>
{
    public const string Schema = "identity";

    public void Configure(EntityTypeBuilder<AppUser> builder)
    {
        builder.ToTable("users", Schema);
        builder.Property(user => user.DisplayName).HasMaxLength(200);
        builder.HasOne<Account>().WithMany().HasForeignKey(user => user.AccountId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<IdentityRole<Guid>> builder)
    {
        builder.ToTable("roles", Schema);
        // The three roles exist from the first migration on; their ids never change.
        builder.HasData(
            RoleRow("0198f1f0-0000-7000-8000-000000000001", Role.Marketer),
            RoleRow("0198f1f0-0000-7000-8000-000000000002", Role.ProjectManager),
            RoleRow("0198f1f0-0000-7000-8000-000000000003", Role.Admin));
    }

    public void Configure(EntityTypeBuilder<IdentityUserRole<Guid>> builder) => builder.ToTable("user_roles", Schema);

    public void Configure(EntityTypeBuilder<IdentityUserClaim<Guid>> builder) => builder.ToTable("user_claims", Schema);

    public void Configure(EntityTypeBuilder<IdentityUserLogin<Guid>> builder) => builder.ToTable("user_logins", Schema);

    public void Configure(EntityTypeBuilder<IdentityUserToken<Guid>> builder) => builder.ToTable("user_tokens", Schema);

    public void Configure(EntityTypeBuilder<IdentityRoleClaim<Guid>> builder) => builder.ToTable("role_claims", Schema);

    public void Configure(EntityTypeBuilder<IdentityUserPasskey<Guid>> builder) => builder.ToTable("user_passkeys", Schema);

    private static IdentityRole<Guid> RoleRow(string id, string name) =>
        new(name) { Id = Guid.Parse(id), NormalizedName = name.ToUpperInvariant(), ConcurrencyStamp = id };
}
