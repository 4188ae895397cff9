namespace Moderation.Web.Tests.Hosting;

/// <summary>A test that reads real mail beside the repository; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CorporaFactAttribute : FactAttribute
{
    public CorporaFactAttribute()
    {
        if (Repository.Corpora is null)
        {
            Skip = "The set of real mail is not here: neither CORPORA nor ../shared/corpora names it.";
        }
    }
}
