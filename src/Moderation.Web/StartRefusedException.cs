namespace Moderation.Web;

/// <summary>The server cannot start, and the message is one sentence for the person who started it: what is wrong and what to do.</summary>
public sealed class StartRefusedException(string sentence, Exception? cause = null) : Exception(sentence, cause);
