using Moderation.Campaigns;

namespace Moderation.Rules.Attachments;

/// <summary>Files by which readers are attacked, or that cannot be looked into: by their bytes first, then by their names.</summary>
public sealed class AttachmentType : IRule
{
    public RuleInfo Info { get; } = new(
        "attachment.type",
        "An attachment of a dangerous type",
        "Pages, scripts, programs, macros and encrypted archives are how readers are attacked. Mailbox providers refuse mail that has one.",
        "Send a PDF or a picture instead, or put the file on your own server and link to it.",
        Severity.Block,
        Needs.Content,
        "The provider's terms; the types that large mailbox providers refuse.")
    {
        Examples = [new("invoice.pdf.exe", "invoice.pdf"), new("plan.pdf that is an HTML page by its bytes", "plan.pdf that is a PDF"), new("photos.zip with a password", "photos.zip without one")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds) =>
        submission.Content.Attachments.Index().Select(attachment => Check(attachment.Index, attachment.Item)).OfType<Finding>();

    private Finding? Check(int index, Attachment attachment)
    {
        var where = new Where(Part.Attachment, $"{index}", null, Excerpt.Of(attachment.Name));
        var bytes = attachment.Bytes.Span;
        if (FileSignature.Forbidden(bytes) is { } kind)
        {
            return Report(attachment, where, $"is {kind} by its bytes", new Evidence("type found", kind));
        }

        if (FileEndings.Of(attachment.Name) is var (byName, ending))
        {
            return Report(attachment, where, $"has the ending \"{Excerpt.Of(ending)}\", so that programs take it for {byName}", new Evidence("ending", Excerpt.Of(ending)), new Evidence("type by its name", byName));
        }

        if (DeclaredTypes.Forbidden(attachment.MediaType) is { } declared)
        {
            return Report(attachment, where, $"says that it is {declared}", new Evidence("type found", declared));
        }

        return Archive.Read(attachment.Bytes) is { } archive ? Check(attachment, where, archive) : null;
    }

    private Finding? Check(Attachment attachment, Where where, Archive archive)
    {
        if (archive.Encrypted)
        {
            return Report(attachment, where, "is an encrypted archive: nobody can look into it", new Evidence("type found", "an encrypted archive"));
        }

        if (Office.HasMacros(archive.Names))
        {
            return Report(attachment, where, "is a document with macros", new Evidence("type found", "a document with macros"));
        }

        foreach (var name in archive.Names)
        {
            if (FileEndings.Of(name) is var (kind, _) && !Office.Belongs(attachment.Name, kind))
            {
                return Report(attachment, where, $"is an archive with {kind} in it: \"{Excerpt.Of(name)}\"", new Evidence("type found", "an archive"), new Evidence("inside", Excerpt.Of(name)), new Evidence("type by its name", kind));
            }
        }

        return (archive.Unread ?? (archive.Names.Any(FileEndings.IsArchive) ? "it has another archive in it" : null)) is { } why
            ? Unknown.Because(Info, $"the archive \"{Excerpt.Of(attachment.Name)}\" cannot be looked into: {why}", where, new Evidence("name", Excerpt.Of(attachment.Name)))
            : null;
    }

    private Finding Report(Attachment attachment, Where where, string what, params IReadOnlyList<Evidence> evidence)
    {
        var name = attachment.Name.Length > 0 ? $"The attachment \"{Excerpt.Of(attachment.Name)}\"" : "An attachment without a name";
        return new Finding(Info.Code, Info.Severity, $"{name} {what}.", where,
            [new Evidence("name", Excerpt.Of(attachment.Name)), .. evidence, new Evidence("type claimed", Excerpt.Of(attachment.MediaType))], Info.Fix);
    }
}
