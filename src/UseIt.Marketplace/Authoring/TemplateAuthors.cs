using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Authoring;

/// <summary>
/// Who may write templates. Reports: administrators of the platform and programme managers. Letters and notices go out in the marketplace's
/// name to everybody in it, so administrators of the platform alone.
/// </summary>
public static class TemplateAuthors
{
    public static readonly AllowedTo Authors = AllowedTo.Role(
        "an administrator of the platform; of reports a programme manager too",
        Roles.Administrator,
        Roles.ProgrammeManager
    );

    public static readonly Refusal Missing = new("template-missing", "text", "Write the template");

    public static bool May(Actor actor, string path) =>
        actor.IsSystem
        || actor.Has(Roles.Administrator)
        || actor.Has(Roles.ProgrammeManager) && path.StartsWith("reports/", StringComparison.Ordinal);

    public static Access ToChange(Actor actor, TemplateShelf shelf, Guid template) =>
        shelf.PathOf(template) is { } path && May(actor, path) ? Access.Granted : Access.NotFound;

    /// <summary>Somebody was there first.</summary>
    public static Refusal Meanwhile(int version) =>
        new(
            "template-changed-meanwhile",
            "text",
            $"Somebody else published version {version} since you began. Look at it before you go on",
            new Dictionary<string, object?> { ["version"] = version }
        );

    public static Decision Broken(IEnumerable<string> mistakes) =>
        Decision.Refuse([.. mistakes.Select(m => new Refusal("template-broken", "text", m))]);
}
