namespace Moderation.Reputation;

/// <summary>How one signal is read.</summary>
/// <param name="Prior">π: the share expected of a mailing about which nothing is known.</param>
/// <param name="Strength">K: how many trials the prior weighs.</param>
/// <param name="Good">g: from this share on the score is 100.</param>
/// <param name="Bad">b: from this share on the score is 0.</param>
/// <param name="Weight">w, in per cent of the index.</param>
public sealed record SignalParameters(double Prior, double Strength, double Good, double Bad, double Weight);

/// <summary>
/// The constants of RI-1. Priors are the medians that Mailchimp published in 2018 and 2019 (open 21–23 %, click 2.6–2.9 %,
/// hard bounce 0.4 %, unsubscribe 0.25 %, complaint 0.012 %), drawn a little to the worse side. Changing one makes another formula: name it.
/// </summary>
public static class Parameters
{
    public const string Version = "RI-1";

    /// <summary>Below this confidence an index is unrated: shown, never acted on alone.</summary>
    public const double RatedFrom = 0.40;

    // Amazon SES reviews an account from 0.1 % complaints and from 5 % bounces on.
    public const double WarnComplaint = 0.001;
    public const double WarnHardBounce = 0.05;

    // Gmail: the spam rate must never reach 0.30 %. Amazon SES pauses sending from 10 % bounces on.
    public const double LimitComplaint = 0.003;
    public const double LimitHardBounce = 0.10;

    // Nobody clicks and nobody opens: the mail is probably in the spam folders.
    public const double AbsentClick = 0.005;
    public const double AbsentOpen = 0.05;

    public const double PoorCap = 59;
    public const double BadCap = 39;

    private static readonly SignalParameters Complaint = new(0.0003, 5000, 0.0002, 0.0030, 35);
    private static readonly SignalParameters HardBounce = new(0.006, 500, 0.005, 0.05, 25);
    private static readonly SignalParameters Block = new(0.01, 500, 0.005, 0.10, 10);
    private static readonly SignalParameters Unsubscribe = new(0.0025, 1000, 0.002, 0.01, 10);
    private static readonly SignalParameters Click = new(0.02, 500, 0.025, 0.0025, 15);
    private static readonly SignalParameters Open = new(0.20, 200, 0.25, 0.05, 5);

    public static SignalParameters Of(Signal signal) => signal switch
    {
        Signal.Complaint => Complaint,
        Signal.HardBounce => HardBounce,
        Signal.Block => Block,
        Signal.Unsubscribe => Unsubscribe,
        Signal.Click => Click,
        Signal.Open => Open,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "There are six signals."),
    };
}
