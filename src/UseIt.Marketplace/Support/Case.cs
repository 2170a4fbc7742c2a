using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Support;

public sealed record Case(
    Guid SupportOrganisation,
    Guid Organisation,
    Guid? Adviser,
    Eligibility? Eligibility,
    bool HasBaseline,
    bool Exited
) : IState<Case>
{
    public static Case Empty { get; } = new(Guid.Empty, Guid.Empty, null, null, false, false);

    /// <summary>Whether the enterprise has agreed.</summary>
    public bool Accepted { get; init; }

    /// <summary>What a list has said of the enterprise.</summary>
    public string? LegalForm { get; init; }

    public DateOnly? RegisteredOn { get; init; }

    /// <summary>The reviews made, by months, and what the enterprise has said of each last; null where it has said nothing.</summary>
    public IReadOnlyDictionary<int, bool?> Reviews { get; init; } = new Dictionary<int, bool?>();

    public bool IsOpen => Organisation != Guid.Empty && !Exited;

    public Case Evolve(object fact) =>
        fact switch
        {
            EnquiryReceived e => this with { SupportOrganisation = e.SupportOrganisationId, Organisation = e.OrganisationId },
            CaseAccepted => this with { Accepted = true },
            AdviserAssigned e => this with { Adviser = e.Adviser },
            EligibilityChecked e => this with { Eligibility = e.Result },
            EnterpriseDiagnosed e => this with { HasBaseline = HasBaseline || e.Baseline },
            EnterpriseDeclared e => this with { LegalForm = e.LegalForm, RegisteredOn = e.RegisteredOn },
            CaseReviewed e => this with { Reviews = new Dictionary<int, bool?>(Reviews) { [e.Months] = null } },
            CaseReviewAnswered e => this with { Reviews = new Dictionary<int, bool?>(Reviews) { [e.Months] = e.Agreed } },
            CaseExited => this with { Exited = true },
            _ => this,
        };
}
