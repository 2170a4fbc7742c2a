using System.Globalization;
using System.Text;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Organisations;

/// <summary>What an organisation is here for; one may be several.</summary>
public enum OrganisationKind
{
    Buyer,
    Enterprise,
    Support,
    Funder,
    Platform,
}

/// <summary>An org-id identifier: scheme such as GB-COH, GB-CHC, GB-MPR, GB-PPON, GB-NHS; the number keeps its leading zeros.</summary>
public sealed record Identifier(string Scheme, string Id)
{
    /// <summary>
    /// The one form of it: in capitals, without blanks or hidden characters, full-width digits as digits, a company number with its leading
    /// zeros. Two organisations never bear the same.
    /// </summary>
    public Identifier Normal()
    {
        var (scheme, id) = (Normal(Scheme), Normal(Id));
        return new Identifier(
            scheme,
            scheme == "GB-COH" && id.Length is > 0 and < 8 && id.All(char.IsAsciiDigit) ? id.PadLeft(8, '0') : id
        );
    }

    private static string Normal(string text) =>
        string.Concat(
                (text ?? "")
                    .Normalize(NormalizationForm.FormKC)
                    .Where(c => !char.IsWhiteSpace(c) && !char.IsControl(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format)
            )
            .ToUpperInvariant();
}

/// <summary>Where an organisation is; never a private person's home.</summary>
public sealed record Address(string? Street, string? Locality, string? Region, string? PostalCode, string Country = "GB");

// An organisation, from its registration to its end.
public sealed record OrganisationRegistered(
    Guid OrganisationId,
    string Name,
    IReadOnlyList<OrganisationKind> Kinds,
    IReadOnlyList<Identifier> Identifiers,
    Address? Address,
    Uri? Website,
    bool Demo
) : IFact;

public sealed record OrganisationIdentityChecked(Guid OrganisationId, IdentityCheck Method, Guid By) : IFact;

public sealed record OrganisationRenamed(Guid OrganisationId, string Name) : IFact;

public sealed record OrganisationMoved(Guid OrganisationId, Address Address) : IFact;

public sealed record OrganisationIdentified(Guid OrganisationId, Identifier Identifier) : IFact;

public sealed record OrganisationSuspended(Guid OrganisationId, string Reason) : IFact;

public sealed record OrganisationReinstated(Guid OrganisationId, string Reason) : IFact;

public sealed record OrganisationMerged(Guid OrganisationId, Guid Into) : IFact;

public sealed record OrganisationClosed(Guid OrganisationId, string Reason) : IFact;

/// <summary>How it was made sure that who speaks for an organisation does.</summary>
public enum IdentityCheck
{
    DomainMail,
    AdviserVouched,
    CentralPlatform,
    ByAdministrator,
}

// A person. Name and contact exist only as ciphertext under the person's own key.
public sealed record PersonRegistered(Guid PersonId, Protected Name, Protected Mail) : IFact;

public sealed record PersonContactChanged(Guid PersonId, Protected? Name, Protected? Mail, Protected? Phone) : IFact;

public sealed record PersonDisabled(Guid PersonId, string Reason) : IFact;

public sealed record PersonEnabled(Guid PersonId, string Reason) : IFact;

public sealed record PersonErased(Guid PersonId, string Reason) : IFact;

// What a provider calls a person: bound at the first sign-in, released where the person has a new account there.
public sealed record IdentityBound(Guid PersonId, string Issuer, string SubjectDigest) : IFact;

public sealed record IdentityReleased(Guid PersonId, string Reason) : IFact;

// A person's place in an organisation: invited or granted, dated, with roles that come and go.
public sealed record MembershipInvited(
    Guid MembershipId,
    Guid PersonId,
    Guid OrganisationId,
    IReadOnlyList<string> Roles,
    Guid By,
    DateTimeOffset Until
) : IFact;

public sealed record MembershipAccepted(Guid MembershipId, Guid PersonId, Guid OrganisationId) : IFact;

public sealed record MembershipGranted(Guid MembershipId, Guid PersonId, Guid OrganisationId, IReadOnlyList<string> Roles, Guid By) : IFact;

public sealed record MembershipRolesChanged(Guid MembershipId, Guid PersonId, Guid OrganisationId, IReadOnlyList<string> Roles, Guid By)
    : IFact;

public sealed record MembershipEnded(Guid MembershipId, Guid PersonId, Guid OrganisationId, string Reason) : IFact;

// The platform brings an administrator into an organisation: one proposes, another confirms.
public sealed record AdministratorProposed(
    Guid ProposalId,
    Guid OrganisationId,
    Guid PersonId,
    string Reason,
    Guid By,
    DateTimeOffset Until
) : IFact;

public sealed record AdministratorConfirmed(Guid ProposalId, Guid OrganisationId, Guid PersonId, Guid By) : IFact;

// One person hands a duty to another within one organisation; it can never join two duties that are kept apart.
public sealed record DelegationGiven(
    Guid DelegationId,
    Guid OrganisationId,
    Guid From,
    Guid To,
    string Duty,
    Money? Limit,
    string? Scope,
    DateTimeOffset Until
) : IFact;

public sealed record DelegationRevoked(Guid DelegationId, Guid OrganisationId, string Reason) : IFact;

/// <summary>What a mandate lets the adviser do for the enterprise.</summary>
public enum MandatePower
{
    See,
    Draft,
}

// An enterprise lets one named adviser see or draft for it; a bid's content only where the bid is named.
public sealed record MandateGiven(
    Guid MandateId,
    Guid OrganisationId,
    Guid Adviser,
    Guid SupportOrganisationId,
    MandatePower Power,
    Guid? BidId,
    DateTimeOffset? Until
) : IFact;

public sealed record MandateRevoked(Guid MandateId, Guid OrganisationId, string Reason) : IFact;
