using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Moderation.Web.Data;

namespace Moderation.Web.Security;

/// <summary>Seals the secret of a cookie key. Data Protection makes it by the name of the type, with the service provider.</summary>
internal sealed class CookieKeySeal(IServiceProvider services) : IXmlEncryptor, IXmlDecryptor
{
    private const string Purpose = "cookie-key";

    private readonly Sealed _seal = services.GetRequiredService<Sealed>();

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("sealed", Convert.ToBase64String(_seal.Seal(Purpose, Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting))))),
        typeof(CookieKeySeal));

    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(Encoding.UTF8.GetString(_seal.Open(Purpose, Convert.FromBase64String(encryptedElement.Value))));
}
