using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Moderation.Accounts;
using Moderation.Contacts;

namespace Moderation.Web.Data.Configurations;

internal sealed class ContactActivityConfiguration : IEntityTypeConfiguration<ContactActivity>
{
    public void Configure(EntityTypeBuilder<ContactActivity> entity)
    {
        entity.ToTable("contact_activity");
        entity.HasKey(x => new { x.AccountId, x.ContactId });
        entity.HasOne<Contact>().WithOne().HasForeignKey<ContactActivity>(x => new { x.AccountId, x.ContactId });
        entity.Ignore(x => x.LastEngagedAt);
    }
}

internal sealed class SunsetConfiguration : IEntityTypeConfiguration<Sunset>
{
    public void Configure(EntityTypeBuilder<Sunset> entity)
    {
        entity.ToTable("sunsets");
        // No key to lists or campaign: what became of the people is told when those are gone.
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.HasOne<Account>().WithMany().HasForeignKey(x => x.AccountId);
    }
}
