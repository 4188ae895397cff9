using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Moderation.Accounts;

namespace Moderation.Web.Data.Configurations;

internal sealed class AccountConfiguration : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("accounts");
        builder.Property(account => account.Name).HasMaxLength(200);
        builder.ComplexProperty(account => account.Profile, profile =>
        {
            profile.Property(x => x.Industry).HasMaxLength(200);
            profile.Property(x => x.Website).HasMaxLength(400);
            profile.Property(x => x.Description).HasMaxLength(4000);
        });
    }
}
