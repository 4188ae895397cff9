using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Moderation.Accounts;
using Moderation.Senders;

namespace Moderation.Web.Data.Configurations;

internal sealed class SenderConfiguration : IEntityTypeConfiguration<Sender>
{
    public void Configure(EntityTypeBuilder<Sender> entity)
    {
        entity.ToTable("senders");
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.Property(x => x.Name).HasMaxLength(200);
        entity.HasIndex(x => new { x.AccountId, x.Email }).IsUnique();
        entity.HasOne(x => x.SendingDomain).WithMany().HasForeignKey(x => new { x.AccountId, x.SendingDomainId }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SendingDomainConfiguration : IEntityTypeConfiguration<SendingDomain>
{
    public void Configure(EntityTypeBuilder<SendingDomain> entity)
    {
        entity.ToTable("sending_domains");
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.HasOne<Account>().WithMany().HasForeignKey(x => x.AccountId);
        // One owner a domain: another tenant cannot sign with it.
        entity.HasIndex(x => x.Name).IsUnique();
    }
}

internal sealed class TrustedDomainConfiguration : IEntityTypeConfiguration<TrustedDomain>
{
    public void Configure(EntityTypeBuilder<TrustedDomain> entity)
    {
        entity.ToTable("trusted_domains");
        entity.HasKey(x => new { x.AccountId, x.Domain });
        entity.HasOne<Account>().WithMany().HasForeignKey(x => x.AccountId);
    }
}
