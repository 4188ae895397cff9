using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Moderation.Accounts;

namespace Moderation.Web.Data;

internal sealed class EmailAddressConverter() : ValueConverter<EmailAddress, string>(address => address.ToString(), text => EmailAddress.Parse(text));

internal sealed class DomainNameConverter() : ValueConverter<DomainName, string>(domain => domain.Ascii, text => DomainName.Parse(text));
