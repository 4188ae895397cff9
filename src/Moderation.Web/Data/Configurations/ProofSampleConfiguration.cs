using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Moderation.Campaigns;
using Moderation.Contacts;

namespace Moderation.Web.Data.Configurations;

internal sealed class ProofSampleConfiguration : IEntityTypeConfiguration<ProofSample>
{
    public void Configure(EntityTypeBuilder<ProofSample> entity)
    {
        entity.ToTable("proof_samples");
        entity.HasKey(x => new { x.AccountId, x.CampaignId, x.ContactId });
        entity.HasOne<Campaign>().WithMany().HasForeignKey(x => new { x.AccountId, x.CampaignId });
    }
}
