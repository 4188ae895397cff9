using System.Reflection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Audit;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Delivery;
using Moderation.Reputation;
using Moderation.Review;
using Moderation.Senders;
using Moderation.Web.Security;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Data;

/// <summary>
/// The database as people use it: filtered by the account of the request, which is the first of three walls (the others are the
/// composite keys and row-level security, see Walls.sql).
/// </summary>
public class ModerationDb : IdentityDbContext<AppUser, IdentityRole<Guid>, Guid>
{
    /// <summary>The name of the query filter that every <see cref="IOfAccount"/> carries.</summary>
    public const string AccountFilter = "account";

    public const string Schema = "app";

    private static readonly MethodInfo FilterOne = typeof(ModerationDb).GetMethod(nameof(Filter), BindingFlags.NonPublic | BindingFlags.Instance)!;

    public ModerationDb(DbContextOptions<ModerationDb> options, CurrentAccount current)
        : this((DbContextOptions)options, current)
    {
    }

    protected ModerationDb(DbContextOptions options, CurrentAccount current)
        : base(options) => Current = current;

    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<SendingDomain> SendingDomains => Set<SendingDomain>();
    public DbSet<Sender> Senders => Set<Sender>();
    public DbSet<TrustedDomain> TrustedDomains => Set<TrustedDomain>();
    public DbSet<Contact> Contacts => Set<Contact>();
    public DbSet<ContactList> Lists => Set<ContactList>();
    public DbSet<ListMembership> ListMemberships => Set<ListMembership>();
    public DbSet<Import> Imports => Set<Import>();
    public DbSet<ImportPiece> ImportPieces => Set<ImportPiece>();
    public DbSet<ImportRefusal> ImportRefusals => Set<ImportRefusal>();
    public DbSet<ImportFlag> ImportFlags => Set<ImportFlag>();
    public DbSet<ContactActivity> ContactActivity => Set<ContactActivity>();
    public DbSet<Sunset> Sunsets => Set<Sunset>();
    public DbSet<ProofSample> ProofSamples => Set<ProofSample>();
    public DbSet<Suppression> Suppressions => Set<Suppression>();
    public DbSet<PartialOptOut> PartialOptOuts => Set<PartialOptOut>();
    public DbSet<PlatformSuppression> PlatformSuppressions => Set<PlatformSuppression>();
    public DbSet<Consent> Consents => Set<Consent>();
    public DbSet<ShownText> ShownTexts => Set<ShownText>();
    public DbSet<SubscriptionForm> SubscriptionForms => Set<SubscriptionForm>();
    public DbSet<FormRequest> FormRequests => Set<FormRequest>();
    public DbSet<Campaign> Campaigns => Set<Campaign>();
    public DbSet<CampaignAttachment> Attachments => Set<CampaignAttachment>();
    public DbSet<HostedFile> HostedFiles => Set<HostedFile>();
    public DbSet<KnownLink> KnownLinks => Set<KnownLink>();
    public DbSet<CampaignLink> CampaignLinks => Set<CampaignLink>();
    public DbSet<SubmittedCampaign> Submissions => Set<SubmittedCampaign>();
    public DbSet<Claim> Claims => Set<Claim>();
    public DbSet<Decision> Decisions => Set<Decision>();
    public DbSet<CampaignProgress> CampaignProgress => Set<CampaignProgress>();
    public DbSet<VolumeReservation> VolumeReservations => Set<VolumeReservation>();
    public DbSet<Handover> Handovers => Set<Handover>();
    public DbSet<FeedbackEntry> Feedback => Set<FeedbackEntry>();
    public DbSet<FeedbackProgramme> FeedbackProgrammes => Set<FeedbackProgramme>();
    public DbSet<MxCount> MxCounts => Set<MxCount>();
    public DbSet<MailRoute> MailRoutes => Set<MailRoute>();
    public DbSet<LogReading> LogReadings => Set<LogReading>();
    public DbSet<SendingIp> SendingIps => Set<SendingIp>();
    public DbSet<IpBudget> IpBudgets => Set<IpBudget>();
    public DbSet<IpOutcome> IpOutcomes => Set<IpOutcome>();
    public DbSet<ProviderState> ProviderStates => Set<ProviderState>();
    public DbSet<EventCounter> EventCounters => Set<EventCounter>();
    public DbSet<ReputationScore> ReputationScores => Set<ReputationScore>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<PlatformEntry> PlatformEntries => Set<PlatformEntry>();
    public DbSet<PolicyVersion> Policies => Set<PolicyVersion>();
    public DbSet<CookieKey> CookieKeys => Set<CookieKey>();

    internal CurrentAccount Current { get; }

    /// <summary>Whether the filter is open: for staff, and for the engine.</summary>
    protected virtual bool SeesEveryAccount => Current.IsStaff;

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        RefuseRowsOfAnotherAccount();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RefuseRowsOfAnotherAccount();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<EmailAddress>().HaveConversion<EmailAddressConverter>();
        configurationBuilder.Properties<DomainName>().HaveConversion<DomainNameConverter>();
        configurationBuilder.Properties<SendWindow>().HaveConversion<SendWindowConverter>();
        // Names outlive a reordering of the enum.
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema(Schema);
        builder.ApplyConfigurationsFromAssembly(typeof(ModerationDb).Assembly);
        builder.Entity<Account>().HasQueryFilter(AccountFilter, account => SeesEveryAccount || account.Id == Current.AccountId);
        foreach (var type in builder.Model.GetEntityTypes().Where(type => type.BaseType is null && typeof(IOfAccount).IsAssignableFrom(type.ClrType)).ToList())
        {
            FilterOne.MakeGenericMethod(type.ClrType).Invoke(this, [builder]);
        }

        SnakeCase.Apply(builder.Model);
    }

    private void Filter<T>(ModelBuilder builder)
        where T : class, IOfAccount =>
        builder.Entity<T>().HasQueryFilter(AccountFilter, row => SeesEveryAccount || row.AccountId == Current.AccountId);

    private void RefuseRowsOfAnotherAccount()
    {
        if (SeesEveryAccount)
        {
            return;
        }

        var stray = ChangeTracker.Entries<IOfAccount>().FirstOrDefault(entry =>
            entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && entry.Entity.AccountId != Current.AccountId);
        if (stray is not null)
        {
            throw new InvalidOperationException($"A {stray.Metadata.ClrType.Name} of account {stray.Entity.AccountId} was about to be saved for account {Current.AccountId?.ToString() ?? "nobody"}.");
        }
    }
}
