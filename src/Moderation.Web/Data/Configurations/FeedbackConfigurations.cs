using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Moderation.Campaigns;
using Moderation.Delivery;

namespace Moderation.Web.Data.Configurations;

internal sealed class FeedbackEntryConfiguration : IEntityTypeConfiguration<FeedbackEntry>
{
    public void Configure(EntityTypeBuilder<FeedbackEntry> entity)
    {
        entity.ToTable("feedback");
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.HasOne<Campaign>().WithMany().HasForeignKey(x => new { x.AccountId, x.CampaignId });
        // What makes the same report count once.
        entity.HasIndex(x => new { x.AccountId, x.CampaignId, x.Seq, x.Kind }).IsUnique();
    }
}

internal sealed class FeedbackProgrammeConfiguration : IEntityTypeConfiguration<FeedbackProgramme>
{
    public void Configure(EntityTypeBuilder<FeedbackProgramme> entity)
    {
        entity.ToTable("feedback_programmes");
        entity.HasKey(x => x.Id);
    }
}

internal sealed class MxCountConfiguration : IEntityTypeConfiguration<MxCount>
{
    public void Configure(EntityTypeBuilder<MxCount> entity)
    {
        entity.ToTable("mx_counts");
        entity.HasKey(x => new { x.Day, x.ProgrammeId, x.Kind, x.Result });
    }
}
