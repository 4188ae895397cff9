using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Moderation.Accounts;
using Moderation.Audit;
using Moderation.Campaigns;
using Moderation.Review;

namespace Moderation.Web.Data.Configurations;

internal sealed class ClaimConfiguration : IEntityTypeConfiguration<Claim>
{
    public void Configure(EntityTypeBuilder<Claim> entity)
    {
        entity.ToTable("claims");
        entity.HasKey(x => new { x.AccountId, x.CampaignId });
        entity.HasOne<Campaign>().WithMany().HasForeignKey(x => new { x.AccountId, x.CampaignId });
    }
}

internal sealed class DecisionConfiguration : IEntityTypeConfiguration<Decision>
{
    public void Configure(EntityTypeBuilder<Decision> entity)
    {
        entity.ToTable("decisions");
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.HasOne<Campaign>().WithMany().HasForeignKey(x => new { x.AccountId, x.CampaignId });
        entity.HasOne<SubmittedCampaign>().WithMany().HasForeignKey(x => new { x.AccountId, x.SubmissionId });
        entity.PrimitiveCollection(x => x.Reasons);
        entity.HasIndex(x => new { x.AccountId, x.CampaignId, x.At });
        entity.HasIndex(x => new { x.By, x.At });
        // How long people wait is counted over all accounts.
        entity.HasIndex(x => x.At);
    }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entity)
    {
        entity.ToTable("audit_log");
        // Two writers cannot take the same place in the chain.
        entity.HasKey(x => new { x.AccountId, x.Position });
        entity.HasOne<Account>().WithMany().HasForeignKey(x => x.AccountId);
        entity.HasIndex(x => new { x.AccountId, x.CampaignId, x.Position });
    }
}

internal sealed class PolicyVersionConfiguration : IEntityTypeConfiguration<PolicyVersion>
{
    public void Configure(EntityTypeBuilder<PolicyVersion> entity)
    {
        entity.ToTable("policies");
        // Two admins cannot make the same version.
        entity.HasKey(x => x.Version);
        entity.Property(x => x.Version).ValueGeneratedNever();
        entity.Property(x => x.Severities).HasColumnType("jsonb");
        entity.Property(x => x.Thresholds).HasColumnType("jsonb");
    }
}

internal sealed class PlatformEntryConfiguration : IEntityTypeConfiguration<PlatformEntry>
{
    public void Configure(EntityTypeBuilder<PlatformEntry> entity)
    {
        entity.ToTable("platform_log");
        // Two writers cannot take the same place in the chain.
        entity.HasKey(x => x.Position);
        entity.Property(x => x.Position).ValueGeneratedNever();
        entity.HasIndex(x => new { x.PersonId, x.Position });
    }
}
