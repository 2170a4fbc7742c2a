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
            CaseExited => this with { Exited = true },
            _ => this,
        };
}
