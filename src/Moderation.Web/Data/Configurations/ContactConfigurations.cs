using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Moderation.Accounts;
using Moderation.Contacts;

namespace Moderation.Web.Data.Configurations;

internal sealed class ContactConfiguration : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> entity)
    {
        entity.ToTable("contacts");
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.HasOne<Account>().WithMany().HasForeignKey(x => x.AccountId);
        entity.Property(x => x.EmailKey).UseCollation("C");
        entity.Property(x => x.Attributes).HasColumnType("jsonb").HasDefaultValueSql("'{}'");
        entity.HasIndex(x => new { x.AccountId, x.EmailKey }).IsUnique();
    }
}

internal sealed class ContactListConfiguration : IEntityTypeConfiguration<ContactList>
{
    public void Configure(EntityTypeBuilder<ContactList> entity)
    {
        entity.ToTable("lists");
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.HasOne<Account>().WithMany().HasForeignKey(x => x.AccountId);
        entity.Property(x => x.Name).HasMaxLength(200);
        entity.Property(x => x.Filter).HasColumnType("jsonb");
        entity.HasIndex(x => new { x.AccountId, x.Name }).IsUnique();
    }
}

internal sealed class ListMembershipConfiguration : IEntityTypeConfiguration<ListMembership>
{
    public void Configure(EntityTypeBuilder<ListMembership> entity)
    {
        entity.ToTable("list_members");
        entity.HasKey(x => new { x.AccountId, x.ListId, x.ContactId });
        // The list is looked for by a trigger, once a statement.
        entity.HasOne<Contact>().WithMany().HasForeignKey(x => new { x.AccountId, x.ContactId });
    }
}

internal sealed class ImportConfiguration : IEntityTypeConfiguration<Import>
{
    public void Configure(EntityTypeBuilder<Import> entity)
    {
        entity.ToTable("imports");
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.HasOne<ContactList>().WithMany().HasForeignKey(x => new { x.AccountId, x.ListId });
        entity.Property(x => x.Columns).HasColumnType("jsonb").HasDefaultValueSql("'[]'");
        entity.Property(x => x.Delimiter).HasConversion<string>();
        // Whose worker goes through the file, and until when nobody else may; by the database's clock.
        entity.Property<Guid?>("Lease");
        entity.Property<DateTimeOffset?>("LeaseUntil");
        entity.HasIndex(x => x.StartedAt).HasFilter("state = 'Running'");
    }
}

internal sealed class ImportPieceConfiguration : IEntityTypeConfiguration<ImportPiece>
{
    public void Configure(EntityTypeBuilder<ImportPiece> entity)
    {
        entity.ToTable("import_pieces");
        entity.HasKey(x => new { x.AccountId, x.ImportId, x.Number });
        entity.HasOne<Import>().WithMany().HasForeignKey(x => new { x.AccountId, x.ImportId });
    }
}

internal sealed class ImportRefusalConfiguration : IEntityTypeConfiguration<ImportRefusal>
{
    public void Configure(EntityTypeBuilder<ImportRefusal> entity)
    {
        entity.ToTable("import_refusals");
        entity.HasKey(x => new { x.AccountId, x.ImportId, x.Line });
        entity.HasOne<Import>().WithMany().HasForeignKey(x => new { x.AccountId, x.ImportId });
    }
}

internal sealed class ImportFlagConfiguration : IEntityTypeConfiguration<ImportFlag>
{
    public void Configure(EntityTypeBuilder<ImportFlag> entity)
    {
        entity.ToTable("import_flags");
        entity.HasKey(x => new { x.AccountId, x.ImportId });
        entity.HasOne<Import>().WithOne().HasForeignKey<ImportFlag>(x => new { x.AccountId, x.ImportId });
        entity.Property(x => x.Signs).HasColumnType("jsonb");
    }
}

internal sealed class SuppressionConfiguration : IEntityTypeConfiguration<Suppression>
{
    public void Configure(EntityTypeBuilder<Suppression> entity)
    {
        entity.ToTable("suppressions");
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.HasOne<Account>().WithMany().HasForeignKey(x => x.AccountId);
        entity.Property(x => x.EmailKey).UseCollation("C");
        entity.HasIndex(x => new { x.AccountId, x.EmailKey }).IsUnique();
    }
}

internal sealed class ConsentConfiguration : IEntityTypeConfiguration<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> entity)
    {
        entity.ToTable("consents");
        // No foreign key: an import writes as many rows as it has contacts, and the evidence outlives contact, list, form and import.
        entity.HasKey(x => new { x.AccountId, x.EmailKey, x.Id });
        entity.Property(x => x.EmailKey).UseCollation("C");
        entity.HasIndex(x => new { x.AccountId, x.Id }).HasFilter("step = 'Withdrawn'");
    }
}

internal sealed class PartialOptOutConfiguration : IEntityTypeConfiguration<PartialOptOut>
{
    public void Configure(EntityTypeBuilder<PartialOptOut> entity)
    {
        entity.ToTable("opt_outs");
        entity.HasKey(x => new { x.AccountId, x.Id });
        entity.HasOne<Account>().WithMany().HasForeignKey(x => x.AccountId);
        entity.Property(x => x.EmailKey).UseCollation("C");
        entity.HasIndex(x => new { x.AccountId, x.EmailKey, x.ListId, x.SenderId }).IsUnique().AreNullsDistinct(false);
    }
}

internal sealed class PlatformSuppressionConfiguration : IEntityTypeConfiguration<PlatformSuppression>
{
    public void Configure(EntityTypeBuilder<PlatformSuppression> entity)
    {
        entity.ToTable("platform_suppressions");
        entity.HasKey(x => x.Hash);
        entity.Property(x => x.Hash).UseCollation("C");
    }
}
