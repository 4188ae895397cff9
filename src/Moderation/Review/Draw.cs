using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Moderation.Review;

/// <summary>
/// Which mailings without objection a project manager looks at all the same. The lot is cast by the campaign and by its content:
/// neither submitting the same content again nor editing the same campaign casts another one.
/// </summary>
public static class Draw
{
    public const string Everything = "A project manager looks at every mailing.";
    public const string Share = "A project manager looks at a share of all mailings, and this one was drawn.";

    /// <summary>The judgement with what the policy adds to the rules: cleared becomes held when the mailing is drawn.</summary>
    /// <param name="judgement">What the rules found.</param>
    /// <param name="policy">The policy that weighed.</param>
    /// <param name="campaign">Of which it is the content.</param>
    /// <param name="contentHash">Null before a submission: then only what concerns every mailing is known.</param>
    public static Judgement Apply(Judgement judgement, Policy policy, Guid campaign, string? contentHash)
    {
        var why = policy.ReviewEverything ? Everything : contentHash is not null && IsDrawn(policy.ReviewShare, campaign, contentHash) ? Share : null;
        return why is null ? judgement : judgement with { Verdict = judgement.Verdict == Verdict.Cleared ? Verdict.Held : judgement.Verdict, Drawn = why };
    }

    private static bool IsDrawn(decimal share, Guid campaign, string contentHash)
    {
        // Two lots, of which either suffices; together they hit as often as the share says.
        var each = 1 - Math.Sqrt(1 - (double)Math.Clamp(share, 0, 1));
        return Lot("campaign " + campaign) < each || Lot("content " + contentHash) < each;
    }

    // Even over 0 to 1.
    private static double Lot(string ticket) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("review draw " + ticket))) / (ulong.MaxValue + 1.0);
}
