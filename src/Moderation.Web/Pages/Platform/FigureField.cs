using Moderation.Rules;

namespace Moderation.Web.Pages.Platform;

/// <summary>One figure in the form of the policy.</summary>
public sealed record FigureField(Figure Figure, PolicyForm Form, bool MayChange);
