using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Moderation.Web.Security;

namespace Moderation.Web.Data.Configurations;

internal sealed class CookieKeyConfiguration : IEntityTypeConfiguration<CookieKey>
{
    public void Configure(EntityTypeBuilder<CookieKey> builder) => builder.ToTable("cookie_keys", IdentityTables.Schema);
}
