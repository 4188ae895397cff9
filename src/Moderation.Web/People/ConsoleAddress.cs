namespace Moderation.Web.People;

/// <summary>
/// Where people reach the console. Links in mail are made from it and never from the Host header, which whoever asks for somebody
/// else's reset could choose.
/// </summary>
/// <param name="Root">Ends with a slash.</param>
public sealed record ConsoleAddress(Uri Root)
{
    /// <summary>Reads <c>Console:BaseUrl</c>, else <c>Public:BaseUrl</c>.</summary>
    /// <exception cref="StartRefusedException">Outside Development there is none.</exception>
    public static ConsoleAddress From(IConfiguration configuration, IHostEnvironment environment)
    {
        var text = configuration["Console:BaseUrl"] ?? configuration["Public:BaseUrl"] ?? (environment.IsDevelopment() ? "http://localhost:5080" : null)
            ?? throw new StartRefusedException("Console:BaseUrl is not set. It is the address under which people open the console, such as https://console.provider.example, and stands in password mails.");
        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var root) && (root.Scheme == Uri.UriSchemeHttps || root.Scheme == Uri.UriSchemeHttp)
            ? new ConsoleAddress(root)
            : throw new StartRefusedException($"Console:BaseUrl is '{text}'. It must be an address such as https://console.provider.example.");
    }
}
