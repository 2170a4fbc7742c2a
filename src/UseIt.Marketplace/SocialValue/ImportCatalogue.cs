using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

/// <summary>
/// A buyer brings an edition of a catalogue it has a licence for. It is not to be passed on: it is in no export, no open data and no public
/// report, and what bidders read of it is the buyer's own words.
/// </summary>
public sealed record ImportCatalogue(
    Guid OwnerId,
    string Name,
    string Edition,
    FrameworkMode Mode,
    FrameworkLicence Licence,
    DateOnly From,
    IReadOnlyList<FrameworkMetric> Metrics
) : Message, ICommand
{
    public Guid FrameworkId => Framework.CatalogueOf(OwnerId, Name ?? "");
}

public static class ImportCatalogueHandler
{
    public static readonly Refusal LicenceMissing = new("licence-missing", "licence.name", "Enter the licence under which you use it");
    public static readonly Refusal LicenseeMissing = new("licensee-missing", "licence.licensee", "Enter who holds the licence");
    public static readonly Refusal NothingInIt = new("catalogue-empty", "metrics", "There is no metric in it");
    public static readonly Refusal OtherMode = new(
        "framework-mode-differs",
        "mode",
        "Earlier editions of this catalogue count otherwise: in units, or in money. The two are never mixed. Give it another name"
    );

    public static Refusal MetricWrong(int n, Refusal wrong) =>
        wrong with
        {
            Field = $"metrics[{n}].{wrong.Field![(wrong.Field!.IndexOf('.', StringComparison.Ordinal) + 1)..]}",
        };

    public static Access Authorise(Actor actor, ImportCatalogue command) => FrameworkAccess.ForAuthor(actor, command.OwnerId);

    public static Decision Handle(
        ImportCatalogue command,
        Stream<Framework> framework,
        [Peek] FrameworkOwner owner,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (!owner.MayOwn)
            return FrameworkAccess.OwnerNotChecked;
        var state = framework.State;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Name))
            wrong.Add(FrameworkAccess.NameMissing);
        if (string.IsNullOrWhiteSpace(command.Licence.Name))
            wrong.Add(LicenceMissing);
        if (string.IsNullOrWhiteSpace(command.Licence.Licensee))
            wrong.Add(LicenseeMissing);
        if (framework.Exists && state.Mode != command.Mode)
            wrong.Add(OtherMode);
        if (command.Metrics.Count == 0)
            wrong.Add(NothingInIt);
        wrong.AddRange(PublishFrameworkEditionHandler.WrongEdition(command.Edition, command.From, state));
        var codes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (n, metric) in command.Metrics.Index())
        {
            wrong.AddRange(FrameworkAccess.Wrong(metric, command.Mode, UkTime.DayOf(now)).Select(w => MetricWrong(n, w)));
            if (!codes.Add(metric.Code?.Trim() ?? ""))
                wrong.Add(MetricWrong(n, FrameworkAccess.CodeTaken));
        }
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        var published = new FrameworkEditionPublished(
            command.FrameworkId,
            command.OwnerId,
            state.Editions.Count + 1,
            command.Edition.Trim(),
            command.From,
            [.. command.Metrics.Select(FrameworkAccess.Trimmed)],
            actor.Person
        );
        return framework.Exists
            ? Decision.On<Framework>(command.FrameworkId, published)
            : Decision.On<Framework>(
                command.FrameworkId,
                new FrameworkBegun(
                    command.FrameworkId,
                    command.OwnerId,
                    command.Name.Trim(),
                    command.Mode,
                    new FrameworkLicence(command.Licence.Name.Trim(), command.Licence.Licensee.Trim()),
                    actor.Person
                ),
                published
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ImportCatalogue>("POST", "/api/v1/organisations/{ownerId}/catalogues", FrameworkAccess.Authors);
}
