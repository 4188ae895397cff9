using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Senders;

namespace Moderation.Web.Data.Configurations;

internal sealed class CampaignConfiguration : IEntityTypeConfiguration<Campaign>
{
    public void Configure(EntityTypeBuilder<Campaign> entity)
    {
        entity.ToTable("campaigns");
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.HasOne<Account>().WithMany().HasForeignKey(x => x.AccountId);
        entity.HasOne<Sender>().WithMany().HasForeignKey(x => new { x.AccountId, x.SenderId }).OnDelete(DeleteBehavior.Restrict);
        entity.HasOne<ContactList>().WithMany().HasForeignKey(x => new { x.AccountId, x.ListId }).OnDelete(DeleteBehavior.Restrict);
        entity.Property(x => x.Number).ValueGeneratedOnAdd().UseIdentityAlwaysColumn();
        entity.HasIndex(x => x.Number).IsUnique();
        entity.Property(x => x.Version).IsConcurrencyToken();
        entity.Property(x => x.Conditions).HasColumnType("jsonb");
        entity.Property<CampaignState?>("_undoTo").HasColumnName("undo_to");
        // The relay looks for campaigns by state, over all accounts.
        entity.HasIndex(x => new { x.State, x.SubmittedAt });
        // Each part of the queue is read in this order, a page at a time, whatever else there is: what was put aside is the oldest and
        // would stand before everything. With the account, which row-level security asks for, counting reads the index alone.
        entity.HasIndex(x => new { x.DueAt, x.Id }, "IX_campaigns_waiting").HasFilter("state in ('Held', 'Escalated')").IncludeProperties(x => x.AccountId);
        entity.HasIndex(x => new { x.DueAt, x.Id }, "IX_campaigns_escalated").HasFilter("state = 'Escalated'").IncludeProperties(x => x.AccountId);
        entity.HasIndex(x => new { x.DueAt, x.Id }, "IX_campaigns_deferred").HasFilter("state = 'Deferred'").IncludeProperties(x => x.AccountId);
        // The night looks for what ended in the last weeks, however long the history is.
        entity.HasIndex(x => x.FinishedAt).HasFilter("state in ('Sent', 'Closed', 'Stopped')");
    }
}

internal sealed class CampaignAttachmentConfiguration : IEntityTypeConfiguration<CampaignAttachment>
{
    public void Configure(EntityTypeBuilder<CampaignAttachment> entity)
    {
        entity.ToTable("campaign_attachments");
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.HasOne<Campaign>().WithMany().HasForeignKey(x => new { x.AccountId, x.CampaignId });
    }
}

internal sealed class SubmittedCampaignConfiguration : IEntityTypeConfiguration<SubmittedCampaign>
{
    public void Configure(EntityTypeBuilder<SubmittedCampaign> entity)
    {
        entity.ToTable("submissions");
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.HasOne<Campaign>().WithMany().HasForeignKey(x => new { x.AccountId, x.CampaignId });
        entity.Property(x => x.Judgement).HasColumnType("jsonb");
        entity.HasIndex(x => new { x.AccountId, x.CampaignId, x.At });
        entity.Property(x => x.FromName).HasDefaultValue("");
        entity.Property(x => x.Sketch).HasDefaultValueSql("'{}'");
        // Sketches without a number in common are not alike.
        entity.HasIndex(x => x.Sketch).HasMethod("gin").HasFilter("rejected_at is not null");
    }
}

internal sealed class HostedFileConfiguration : IEntityTypeConfiguration<HostedFile>
{
    public void Configure(EntityTypeBuilder<HostedFile> entity)
    {
        entity.ToTable("hosted_files");
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.HasOne<Account>().WithMany().HasForeignKey(x => x.AccountId);
        entity.HasIndex(x => new { x.AccountId, x.Digest }).IsUnique();
    }
}

internal sealed class KnownLinkConfiguration : IEntityTypeConfiguration<KnownLink>
{
    public void Configure(EntityTypeBuilder<KnownLink> entity)
    {
        entity.ToTable("known_links");
        // An address may be longer than an index entry.
        entity.HasKey(x => new { x.AccountId, x.AddressHash });
        entity.HasOne<Account>().WithMany().HasForeignKey(x => x.AccountId);
        entity.Property(x => x.Probe).HasColumnType("jsonb");
    }
}
