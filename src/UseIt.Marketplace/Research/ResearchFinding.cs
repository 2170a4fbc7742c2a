using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Research;

/// <summary>One use of a finding: whose it was, who said so, and what whoever used it answered.</summary>
public sealed record ReportedUse(Guid Organisation, Guid By, bool Confirmed, bool Denied);

/// <summary>A finding: held back for a dated time at most, published, used.</summary>
public sealed record ResearchFinding(
    Guid SupportOrganisation,
    Guid Project,
    Guid? Commissioner,
    DateOnly ReservedUntil,
    bool Cleared,
    DateOnly? EmbargoUntil,
    bool Published
) : IState<ResearchFinding>
{
    public static ResearchFinding Empty { get; } = new(Guid.Empty, Guid.Empty, null, default, false, null, false);

    public IReadOnlyDictionary<Guid, ReportedUse> Uses { get; init; } = new Dictionary<Guid, ReportedUse>();

    /// <summary>The first day it can be published, whatever the commissioner does from then on.</summary>
    public DateOnly? PublishableFrom => Commissioner is null || Cleared ? null : EmbargoUntil ?? ReservedUntil;

    public ResearchFinding Evolve(object fact) =>
        fact switch
        {
            FindingRecorded e => this with
            {
                SupportOrganisation = e.SupportOrganisationId,
                Project = e.ProjectId,
                Commissioner = e.CommissionerId,
                ReservedUntil = e.ReservedUntil,
            },
            FindingCleared => this with { Cleared = true },
            FindingEmbargoed e => this with { EmbargoUntil = e.Until },
            FindingPublished => this with { Published = true },
            FindingUseReported e => Used(e.UseId, new ReportedUse(e.OrganisationId, e.By, false, false)),
            FindingUseConfirmed e => Used(e.UseId, Uses[e.UseId] with { Confirmed = true, Denied = false }),
            FindingUseDenied e => Used(e.UseId, Uses[e.UseId] with { Confirmed = false, Denied = true }),
            _ => this,
        };

    private ResearchFinding Used(Guid use, ReportedUse how) => this with { Uses = new Dictionary<Guid, ReportedUse>(Uses) { [use] = how } };
}
