using System.Collections.Frozen;

namespace Moderation.Rules.Content;

/// <summary>
/// Large public services to which newsletters of every trade link: domains with all below them. Hosts on which anybody can put
/// a page, and addresses that lead on to wherever somebody wants, are none.
/// </summary>
internal static class PublicServices
{
    public static FrozenSet<string> Domains { get; } = FrozenSet.Create(StringComparer.Ordinal,
        // Social networks and messengers
        "facebook.com", "fb.com", "fb.me", "fbcdn.net", "fbsbx.com", "instagram.com", "cdninstagram.com", "threads.net", "threads.com", "whatsapp.com", "wa.me", "messenger.com", "m.me", "twitter.com", "x.com", "twimg.com", "linkedin.com", "lnkd.in", "licdn.com", "pinterest.com", "pinterest.de", "pinterest.co.uk", "pinterest.fr", "pinimg.com", "pin.it", "tiktok.com", "snapchat.com", "reddit.com", "redd.it", "tumblr.com", "telegram.org", "telegram.me", "t.me", "discord.com", "discord.gg", "mastodon.social", "bsky.app", "xing.com", "vk.com", "weibo.com", "line.me", "viber.com", "signal.org", "nextdoor.com", "meetup.com", "strava.com",
        // Video, music, pictures, podcasts
        "youtube.com", "youtu.be", "ytimg.com", "youtube-nocookie.com", "vimeo.com", "vimeocdn.com", "dailymotion.com", "twitch.tv", "spotify.com", "scdn.co", "soundcloud.com", "deezer.com", "bandcamp.com", "mixcloud.com", "podigee.io", "flickr.com", "staticflickr.com", "giphy.com", "tenor.com", "unsplash.com", "pexels.com", "imgur.com", "behance.net", "dribbble.com", "wistia.com", "loom.com", "issuu.com", "canva.com",
        // Maps, search, places
        "google.com", "google.de", "google.co.uk", "google.fr", "google.es", "google.it", "google.pl", "google.nl", "g.co", "g.page", "openstreetmap.org", "bing.com", "waze.com", "mapbox.com", "tripadvisor.com", "tripadvisor.co.uk", "tripadvisor.de", "yelp.com", "foursquare.com", "trustpilot.com", "trustedshops.com", "trustedshops.de", "glassdoor.com", "provenexpert.com",
        // Programs and files
        "apple.com", "apple.co", "icloud.com", "itunes.com", "mzstatic.com", "microsoft.com", "office.com", "live.com", "aka.ms", "android.com", "mozilla.org", "dropbox.com", "wetransfer.com", "box.com", "github.com", "gitlab.com", "huawei.com",
        // Pay
        "paypal.com", "paypal.me", "paypalobjects.com", "stripe.com", "klarna.com", "shop.app", "gofundme.com", "kickstarter.com", "patreon.com", "betterplace.org", "payu.com", "przelewy24.pl", "mollie.com", "squareup.com",
        // Events, bookings, surveys, meetings
        "eventbrite.com", "eventbrite.co.uk", "eventbrite.de", "ticketmaster.com", "doodle.com", "calendly.com", "zoom.us", "webex.com", "gotowebinar.com", "surveymonkey.com", "surveymonkey.co.uk", "typeform.com", "jotform.com", "qualtrics.com", "limesurvey.net", "forms.gle", "office365.com", "opentable.com", "booking.com", "airbnb.com", "thefork.com",
        // Shops and marketplaces
        "amazon.com", "amazon.de", "amazon.co.uk", "amazon.fr", "amazon.it", "amazon.es", "amzn.to", "ebay.com", "ebay.de", "ebay.co.uk", "etsy.com", "allegro.pl", "shopify.com", "wordpress.org", "wp.com", "medium.com", "substack.com",
        // Fonts, programs and those who write mail
        "gstatic.com", "ggpht.com", "jsdelivr.net", "cloudflare.com", "bootstrapcdn.com", "typekit.net", "fontawesome.com", "gravatar.com",
        "fonts.googleapis.com", "ajax.googleapis.com", "maps.googleapis.com", "mailchimp.com", "mailerlite.com", "hubspot.com", "klaviyo.com", "constantcontact.com", "sendinblue.com", "brevo.com", "mailjet.com", "getresponse.com", "activecampaign.com", "stripocdn.email", "beefree.io", "mosaico.io", "litmus.com",
        // Knowledge, the law, standards
        "wikipedia.org", "wikimedia.org", "europa.eu", "gov.uk", "w3.org", "schema.org", "archive.org", "creativecommons.org", "who.int", "un.org");

    /// <summary>Stores from which newsletters load pictures. Pages on them may be anybody's.</summary>
    public static FrozenSet<string> PictureStores { get; } = FrozenSet.Create(StringComparer.Ordinal,
        "googleapis.com", "googleusercontent.com", "cloudfront.net", "amazonaws.com", "azureedge.net", "windows.net", "akamaihd.net", "akamaized.net", "fastly.net", "cloudinary.com", "imgix.net", "b-cdn.net", "rackcdn.com", "imgsafe.org", "digitaloceanspaces.com", "backblazeb2.com", "cdn77.org",
        "list-manage.com", "mcusercontent.com", "klaviyomail.com", "createsend.com", "createsend1.com", "cmail19.com", "cmail20.com", "sendgrid.net", "exacttarget.com", "hs-sites.com", "hubspotusercontent.com", "hubspotusercontent-eu1.net", "ctctcdn.com", "mlcdn.com", "mailupclient.com", "brevocdn.com", "mjt.lu", "activehosted.com", "emlfiles.com", "wixstatic.com", "squarespace-cdn.com", "shopifycdn.com", "wp.com", "files.wordpress.com", "blogspot.com");

    /// <summary>Whether a host is one of them or below one.</summary>
    public static bool Has(FrozenSet<string> domains, string host)
    {
        for (var at = 0; ; at = host.IndexOf('.', at) + 1)
        {
            if (domains.Contains(host[at..]))
            {
                return true;
            }

            if (host.IndexOf('.', at) < 0)
            {
                return false;
            }
        }
    }
}
