using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Moderation.Accounts;
using Moderation.Delivery;

namespace Moderation.Web.Data;

internal sealed class EmailAddressConverter() : ValueConverter<EmailAddress, string>(address => address.ToString(), text => EmailAddress.Parse(text));

internal sealed class DomainNameConverter() : ValueConverter<DomainName, string>(domain => domain.Ascii, text => DomainName.Parse(text));

internal sealed class SendWindowConverter() : ValueConverter<SendWindow, string>(window => window.ToString(), text => SendWindow.Parse(text));
