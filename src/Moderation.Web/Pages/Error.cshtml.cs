using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Moderation.Web.Pages;

/// <summary>What a person sees when a page has nothing of its own to say.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken, ResponseCache(NoStore = true)]
public sealed class ErrorModel(TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public int? Status { get; set; }

    public string Title => Status switch
    {
        StatusCodes.Status400BadRequest => "That form is too old",
        StatusCodes.Status404NotFound => "Not found",
        StatusCodes.Status429TooManyRequests => "Too many attempts",
        _ => "That did not work",
    };

    public string Sentence => Status switch
    {
        StatusCodes.Status400BadRequest => "The page that you sent was open for too long or came from elsewhere. Go back, reload it and send it again.",
        StatusCodes.Status404NotFound => "Nothing is at this address, or not for your sign-in.",
        StatusCodes.Status429TooManyRequests => $"This form was sent too often. {Wait()}",
        StatusCodes.Status500InternalServerError or null => "Something broke on our side and is in the log. Nothing was half done: try again, or tell your administrator when it happened.",
        _ => $"The server answered {Status}. Go back and try again.",
    };

    private string Wait()
    {
        if (!int.TryParse(Response.Headers.RetryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return "Try again in a few minutes.";
        }

        var minutes = Math.Max(1, (int)Math.Ceiling(seconds / 60.0));
        return $"Try again in {(minutes == 1 ? "a minute" : $"{minutes:N0} minutes")}, at {clock.GetUtcNow().AddSeconds(seconds + 59):HH:mm} UTC.";
    }

    public void OnGet()
    {
    }

    public void OnPost()
    {
    }
}
