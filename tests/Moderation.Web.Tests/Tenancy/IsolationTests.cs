using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;
using Moderation.Web.Tests.Pages;

namespace Moderation.Web.Tests.Tenancy;

/// <summary>
/// Every address of the running server that names something of an account answers 404 to another account. The addresses come from
/// the server's own routes, so a page that is added is asked too.
/// </summary>
public sealed class IsolationTests(TenantThings things) : IClassFixture<TenantThings>
{
    // Names nothing of an account, or is proven by a signature instead of a sign-in: each with its reason.
    private static readonly Dictionary<string, string> NotOfAnAccount = new()
    {
        ["platform/routes/{id:guid}"] = "A route of the platform, for admins.",
        ["{**path:file}"] = "Stylesheets and pictures.",
        ["error/{status:int?}"] = "A number of HTTP.",
        ["platform/feedback-loops/{key}"] = "A provider's feedback loop is of no account, and only admins see it. See FeedbackLoopsTests.",
        ["rules/{code}"] = "A rule is the same for every account.",
        ["dev/mail/{id}"] = "Development only; outside it there is no such page.",
        ["files/{account:guid}/{file:guid}/{name}"] = "For whoever has the address, which holds a random id. See FileHostingTests.",
        ["u/{token}"] = "The recipient's own, without a sign-in: a signed token. See TokenRingTests and OptOutTests.",
        ["p/{token}"] = "The recipient's own, without a sign-in: a signed token. See OptOutScopeTests.",
        ["c/{token}"] = "The recipient's own, without a sign-in: a signed token. See SubscriptionFormTests.",
        ["f/{account:guid}/{id:guid}"] = "A form is for everybody. See SubscriptionFormTests.",
        ["k/{token}"] = "The recipient's own, without a sign-in: a signed token. See TokenRingTests and SunsetTests.",
        ["v/{token}"] = "The recipient's own, without a sign-in: a signed token. See TokenRingTests and OptOutTests.",
    };

    /// <summary>Route → where the first account's own thing is found.</summary>
    private static readonly Dictionary<string, Func<TenantThings, string>> OfAnAccount = new()
    {
        ["campaigns/{id:guid}"] = t => $"/campaigns/{t.Campaign}",
        ["campaigns/{id:guid}/came-back"] = t => $"/campaigns/{t.Campaign}/came-back",
        ["campaigns/{id:guid}/check-up"] = t => $"/campaigns/{t.Campaign}/check-up",
        ["campaigns/{id:guid}/edit"] = t => $"/campaigns/{t.Campaign}/edit",
        ["campaigns/{id:guid}/preview"] = t => $"/campaigns/{t.Campaign}/preview",
        ["campaigns/{id:guid}/proof"] = t => $"/campaigns/{t.Campaign}/proof",
        ["campaigns/{id:guid}/report"] = t => $"/campaigns/{t.Campaign}/report",
        ["contacts/{id:guid}/health"] = t => $"/contacts/{t.World.List.Id}/health",
        ["contacts/{id:guid}"] = t => $"/contacts/{t.World.List.Id}",
        ["contacts/{id:guid}/import"] = t => $"/contacts/{t.World.List.Id}/import",
        ["contacts/imports/{id:guid}/columns"] = t => $"/contacts/imports/{t.Import}/columns",
        ["contacts/people/{id:guid}"] = t => $"/contacts/people/{t.Contact}",
        ["contacts/forms/{id:guid}"] = t => $"/contacts/forms/{t.Form}",
        ["contacts/imports/{id:guid}"] = t => $"/contacts/imports/{t.Import}",
        ["accounts/{id:guid}"] = t => $"/accounts/{t.World.Lighthouse.Id}",
        ["accounts/{id:guid}/profile"] = t => $"/accounts/{t.World.Lighthouse.Id}/profile",
        ["people/{id:guid}"] = t => $"/people/{t.World.Author.Id}",
        ["queue/{accountId:guid}/{campaignId:guid}"] = t => $"/queue/{t.World.Lighthouse.Id}/{t.Campaign}",
        ["queue/{accountId:guid}/{campaignId:guid}/claim"] = t => $"/queue/{t.World.Lighthouse.Id}/{t.Campaign}/claim",
        ["queue/{accountId:guid}/{campaignId:guid}/proof"] = t => $"/queue/{t.World.Lighthouse.Id}/{t.Campaign}/proof",
        ["queue/{accountId:guid}/{campaignId:guid}/source"] = t => $"/queue/{t.World.Lighthouse.Id}/{t.Campaign}/source",
        ["reputation/{accountId:guid}/{campaignId:guid}"] = t => $"/reputation/{t.World.Lighthouse.Id}/{t.Campaign}",
    };

    [Fact]
    public void Every_route_with_a_parameter_is_known_here()
    {
        var routes = Endpoints().Select(Route).Distinct().ToList();
        var unknown = routes.Where(route => !OfAnAccount.ContainsKey(route) && !NotOfAnAccount.ContainsKey(route)).ToList();
        Assert.True(unknown.Count == 0,
            $"New addresses with a parameter: {string.Join(", ", unknown)}. Add each to {nameof(OfAnAccount)} in {nameof(IsolationTests)} with the address of a thing that {nameof(TenantThings)} makes, " +
            $"so that another account is proven to get 404; or to {nameof(NotOfAnAccount)} with the reason why it names nothing of an account.");
        var gone = OfAnAccount.Keys.Concat(NotOfAnAccount.Keys).Except(routes).ToList();
        Assert.True(gone.Count == 0, $"These addresses exist no more; take them out: {string.Join(", ", gone)}.");
    }

    [Fact]
    public async Task Every_address_of_another_account_is_not_found_by_any_method_and_changes_nothing()
    {
        var before = await things.RowsAsync();
        var token = Visitor.Token(await things.World.Stranger.ReadAsync("/campaigns/new"));
        var wrong = new List<string>();
        foreach (var (endpoint, address) in Known())
        {
            foreach (var (method, target) in await HandlersAsync(endpoint, address))
            {
                using var answer = await AskAsync(things.World.Stranger, method, target, token);
                if (answer.StatusCode != HttpStatusCode.NotFound)
                {
                    wrong.Add($"{method} {target} answered {(int)answer.StatusCode}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(before, await things.RowsAsync());
    }

    /// <summary>Else "not found" above would prove nothing.</summary>
    [Fact]
    public async Task The_same_addresses_answer_to_those_whose_they_are_and_ask_everybody_else_to_sign_in()
    {
        var staff = await things.World.App.SignInAsync(await things.World.App.AddUserAsync("ada@provider.example", Role.ProjectManager));
        var admin = await things.World.App.SignInAsync(await things.World.App.AddUserAsync("root@provider.example", Role.Admin));
        var nobody = things.World.App.Visit();
        var wrong = new List<string>();
        foreach (var (endpoint, address) in Known())
        {
            var policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).ToList();
            var owner = policies.Contains("admin") ? admin : policies.Contains("staff") ? staff : things.World.Marketer;
            foreach (var (_, target) in (await HandlersAsync(endpoint, address)).Where(handler => handler.Method == HttpMethods.Get))
            {
                using var own = await owner.GetAsync(target);
                using var bare = await nobody.GetAsync(target);
                if ((int)own.StatusCode >= 400 || own.Headers.Location?.ToString().Contains("/account/", StringComparison.Ordinal) == true)
                {
                    wrong.Add($"{target} answered {(int)own.StatusCode} to its owner");
                }

                if (bare.Headers.Location?.ToString().Contains("/account/signin", StringComparison.Ordinal) != true)
                {
                    wrong.Add($"{target} answered {(int)bare.StatusCode} to a visitor who is not signed in");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task An_id_of_another_account_in_a_query_or_a_field_is_as_unknown_as_one_that_nobody_has()
    {
        var stranger = things.World.Stranger;
        using var made = await stranger.SubmitAsync("/campaigns/new", [], "Blank");
        var own = MarketerWorld.Location(made);
        own = own[..own.LastIndexOf('/')];
        using var preview = await stranger.GetAsync($"{own}/preview?submission={things.Submission}");
        Assert.Equal(HttpStatusCode.NotFound, preview.StatusCode);

        var before = await things.RowsAsync();
        using var saved = await stranger.SubmitAsync($"{own}/edit", [
            ("Input.Version", "1"), ("Input.Subject", "Mine"), ("Input.SenderId", $"{things.World.Sender.Id}"), ("Input.ListId", $"{things.World.List.Id}")], "Save");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, saved.StatusCode);
        using var removed = await stranger.SubmitAsync($"{own}/edit", [("Input.Version", "1"), ("Input.Subject", "Mine"), ("attachment", $"{things.Attachment}")], "Remove");
        Assert.Equal(before, await things.RowsAsync());
    }

    private static async Task<HttpResponseMessage> AskAsync(Visitor visitor, string method, string target, string token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(target, UriKind.Relative));
        if (!HttpMethods.IsGet(method))
        {
            request.Content = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]);
        }

        return await visitor.Client.SendAsync(request);
    }

    private IEnumerable<RouteEndpoint> Endpoints() => things.World.App.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.Parameters.Count > 0);

    private IEnumerable<(RouteEndpoint Endpoint, string Address)> Known() =>
        from endpoint in Endpoints()
        let address = OfAnAccount.GetValueOrDefault(Route(endpoint))
        where address is not null
        select (endpoint, address(things));

    private static string Route(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.TrimStart('/');

    /// <summary>Each handler of a page, named or not; each method of another endpoint. GET is always asked.</summary>
    private async Task<HashSet<(string Method, string Target)>> HandlersAsync(RouteEndpoint endpoint, string address)
    {
        HashSet<(string, string)> all = [(HttpMethods.Get, address)];
        if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
        {
            var compiled = await things.World.App.Services.GetRequiredService<PageLoader>().LoadAsync(page, EndpointMetadataCollection.Empty);
            all.UnionWith(compiled.HandlerMethods.Select(handler => (handler.HttpMethod.ToUpperInvariant(), handler.Name is null ? address : $"{address}?handler={handler.Name}")));
        }
        else
        {
            all.UnionWith((endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Select(method => (method, address)));
        }

        return all;
    }
}
