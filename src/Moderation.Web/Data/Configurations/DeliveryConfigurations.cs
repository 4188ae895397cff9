using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Reputation;

namespace Moderation.Web.Data.Configurations;

internal sealed class CampaignProgressConfiguration : IEntityTypeConfiguration<CampaignProgress>
{
    public void Configure(EntityTypeBuilder<CampaignProgress> entity)
    {
        entity.ToTable("campaign_progress");
        entity.HasKey(x => new { x.AccountId, x.CampaignId });
        entity.HasOne<Campaign>().WithMany().HasForeignKey(x => new { x.AccountId, x.CampaignId });
        entity.Property(x => x.Judged).HasColumnType("jsonb");
    }
}

internal sealed class CampaignLinkConfiguration : IEntityTypeConfiguration<CampaignLink>
{
    public void Configure(EntityTypeBuilder<CampaignLink> entity)
    {
        entity.ToTable("campaign_links");
        entity.HasKey(x => new { x.AccountId, x.CampaignId, x.Number });
        entity.HasOne<Campaign>().WithMany().HasForeignKey(x => new { x.AccountId, x.CampaignId });
    }
}

internal sealed class VolumeReservationConfiguration : IEntityTypeConfiguration<VolumeReservation>
{
    public void Configure(EntityTypeBuilder<VolumeReservation> entity)
    {
        entity.ToTable("volume_reservations");
        entity.HasKey(x => new { x.AccountId, x.CampaignId });
        entity.HasOne<Campaign>().WithMany().HasForeignKey(x => new { x.AccountId, x.CampaignId });
    }
}

internal sealed class HandoverConfiguration : IEntityTypeConfiguration<Handover>
{
    public void Configure(EntityTypeBuilder<Handover> entity)
    {
        entity.ToTable("handovers");
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.HasOne<Campaign>().WithMany().HasForeignKey(x => new { x.AccountId, x.CampaignId });
        entity.HasIndex(x => new { x.AccountId, x.At });
    }
}

internal sealed class EventCounterConfiguration : IEntityTypeConfiguration<EventCounter>
{
    public void Configure(EntityTypeBuilder<EventCounter> entity)
    {
        entity.ToTable("event_counters");
        entity.HasKey(x => new { x.AccountId, x.CampaignId, x.Kind, x.Day });
        entity.HasOne<Campaign>().WithMany().HasForeignKey(x => new { x.AccountId, x.CampaignId });
    }
}

internal sealed class ReputationScoreConfiguration : IEntityTypeConfiguration<ReputationScore>
{
    public void Configure(EntityTypeBuilder<ReputationScore> entity)
    {
        entity.ToTable("reputation_scores");
        entity.HasKey(x => new { x.AccountId, x.CampaignId, x.Night });
        entity.HasOne<Campaign>().WithMany().HasForeignKey(x => new { x.AccountId, x.CampaignId });
        entity.Property(x => x.Counts).HasColumnType("jsonb");
        entity.HasIndex(x => x.Night);
    }
}
