using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Moderation.Accounts;
using Moderation.Contacts;
using Moderation.Senders;

namespace Moderation.Web.Data.Configurations;

internal sealed class SubscriptionFormConfiguration : IEntityTypeConfiguration<SubscriptionForm>
{
    public void Configure(EntityTypeBuilder<SubscriptionForm> entity)
    {
        entity.ToTable("subscription_forms");
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.HasOne<ContactList>().WithMany().HasForeignKey(x => new { x.AccountId, x.ListId });
        entity.HasOne<Sender>().WithMany().HasForeignKey(x => new { x.AccountId, x.SenderId }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class FormRequestConfiguration : IEntityTypeConfiguration<FormRequest>
{
    public void Configure(EntityTypeBuilder<FormRequest> entity)
    {
        entity.ToTable("form_requests");
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.HasOne<SubscriptionForm>().WithMany().HasForeignKey(x => new { x.AccountId, x.FormId });
        entity.Property(x => x.Number).ValueGeneratedOnAdd().UseIdentityAlwaysColumn();
        entity.Property(x => x.EmailKey).UseCollation("C");
        entity.HasIndex(x => x.Number).IsUnique();
        entity.HasIndex(x => new { x.AccountId, x.EmailKey });
    }
}

internal sealed class ShownTextConfiguration : IEntityTypeConfiguration<ShownText>
{
    public void Configure(EntityTypeBuilder<ShownText> entity)
    {
        entity.ToTable("shown_texts");
        entity.HasKey(x => new { x.AccountId, x.Hash });
        entity.HasOne<Account>().WithMany().HasForeignKey(x => x.AccountId);
    }
}
