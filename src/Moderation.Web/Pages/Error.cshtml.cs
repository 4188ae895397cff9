using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Moderation.Web.Pages;

/// <summary>What a person sees when a page has nothing of its own to say.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken, ResponseCache(NoStore = true)]
public sealed class ErrorModel : PageModel
{
    [BindProperty(SupportsGet = true)]
    public int? Status { get; set; }

    public string Title => Status switch
    {
        StatusCodes.Status400BadRequest => "That form is too old",
        StatusCodes.Status404NotFound => "Not found",
        _ => "That did not work",
    };

    public string Sentence => Status switch
    {
        StatusCodes.Status400BadRequest => "The page that you sent was open for too long or came from elsewhere. Go back, reload it and send it again.",
        StatusCodes.Status404NotFound => "Nothing is at this address, or not for your sign-in.",
        StatusCodes.Status500InternalServerError or null => "Something broke on our side and is in the log. Nothing was half done: try again, or tell your administrator when it happened.",
        _ => $"The server answered {Status}. Go back and try again.",
    };

    public void OnGet()
    {
    }

    public void OnPost()
    {
    }
}
