using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Moderation.Delivery;

namespace Moderation.Web.Data.Configurations;

internal sealed class MailRouteConfiguration : IEntityTypeConfiguration<MailRoute>
{
    public void Configure(EntityTypeBuilder<MailRoute> entity)
    {
        entity.ToTable("mail_routes");
        entity.HasIndex(x => x.Name).IsUnique();
        entity.Property(x => x.Number).ValueGeneratedOnAdd().UseIdentityAlwaysColumn();
    }
}

internal sealed class LogReadingConfiguration : IEntityTypeConfiguration<LogReading>
{
    public void Configure(EntityTypeBuilder<LogReading> entity)
    {
        entity.ToTable("log_readings");
        entity.HasKey(x => x.RouteId);
        entity.HasOne<MailRoute>().WithOne().HasForeignKey<LogReading>(x => x.RouteId);
    }
}

internal sealed class SendingIpConfiguration : IEntityTypeConfiguration<SendingIp>
{
    public void Configure(EntityTypeBuilder<SendingIp> entity)
    {
        entity.ToTable("sending_ips");
        entity.Property(x => x.Number).ValueGeneratedOnAdd().UseIdentityAlwaysColumn();
        entity.HasOne<MailRoute>().WithMany().HasForeignKey(x => x.RouteId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class IpBudgetConfiguration : IEntityTypeConfiguration<IpBudget>
{
    public void Configure(EntityTypeBuilder<IpBudget> entity)
    {
        entity.ToTable("ip_budgets");
        entity.HasKey(x => new { x.IpId, x.Hour, x.Provider });
        entity.HasOne<SendingIp>().WithMany().HasForeignKey(x => x.IpId);
    }
}

internal sealed class IpOutcomeConfiguration : IEntityTypeConfiguration<IpOutcome>
{
    public void Configure(EntityTypeBuilder<IpOutcome> entity)
    {
        entity.ToTable("ip_outcomes");
        entity.HasKey(x => new { x.IpId, x.Day, x.Provider });
        entity.HasOne<SendingIp>().WithMany().HasForeignKey(x => x.IpId);
    }
}

internal sealed class ProviderStateConfiguration : IEntityTypeConfiguration<ProviderState>
{
    public void Configure(EntityTypeBuilder<ProviderState> entity)
    {
        entity.ToTable("provider_states");
        entity.HasKey(x => new { x.IpId, x.Site });
        entity.HasOne<SendingIp>().WithMany().HasForeignKey(x => x.IpId);
        entity.Ignore(x => x.UnderWay);
    }
}
