using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
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
public sealed partial record Identifier(string Scheme, string Id)
{
    /// <summary>Companies House.</summary>
    public const string Company = "GB-COH";

    /// <summary>The charity regulators of England and Wales, of Scotland, and of Northern Ireland.</summary>
    public const string Charity = "GB-CHC",
        ScottishCharity = "GB-SC",
        NorthernIrishCharity = "GB-NIC";

    /// <summary>
    /// The one form of it: in capitals, without blanks or hidden characters, full-width digits as digits, a company number with its leading
    /// zeros, also behind its letters. Two organisations never bear the same.
    /// </summary>
    public Identifier Normal()
    {
        var (scheme, id) = (Normal(Scheme), Normal(Id));
        return new Identifier(
            scheme,
            scheme == Company && ShortCompany().Match(id) is { Success: true } number
                ? number.Groups["register"].Value + number.Groups["digits"].Value.PadLeft(8 - number.Groups["register"].Length, '0')
                : id
        );
    }

    /// <summary>Whether a number in its one form can be one of its register; of registers not known here every number can.</summary>
    public bool IsPossible() =>
        Scheme switch
        {
            Company => PossibleCompany().IsMatch(Id),
            Charity => PossibleCharity().IsMatch(Id),
            ScottishCharity => PossibleScottishCharity().IsMatch(Id),
            NorthernIrishCharity => PossibleNorthernIrishCharity().IsMatch(Id),
            _ => true,
        };

    /// <summary>A charity's number, in whichever of the three registers it is written for.</summary>
    public static Identifier OfCharity(string number) =>
        Normal(number) is var id && id.StartsWith("SC", StringComparison.Ordinal) ? new Identifier(ScottishCharity, id)
        : id.StartsWith("NIC", StringComparison.Ordinal) ? new Identifier(NorthernIrishCharity, id)
        : new Identifier(Charity, id);

    // SC for Scotland, NI and R for Northern Ireland, OC for partnerships, CE for charitable bodies, RS and IP…R for societies, and more.
    [GeneratedRegex("^(?<register>[A-Z]{0,2})(?<digits>[0-9]{1,7})$")]
    private static partial Regex ShortCompany();

    [GeneratedRegex("^([0-9]{8}|[A-Z]{2}[0-9]{6}|R[0-9]{7}|[A-Z]{2}[0-9]{5}[A-Z]|[A-Z]{2}[0-9]{4}[A-Z]{2})$")]
    private static partial Regex PossibleCompany();

    [GeneratedRegex("^[0-9]{6,7}(-[0-9]{1,3})?$")]
    private static partial Regex PossibleCharity();

    [GeneratedRegex("^SC[0-9]{6}$")]
    private static partial Regex PossibleScottishCharity();

    [GeneratedRegex("^(NIC)?[0-9]{6}$")]
    private static partial Regex PossibleNorthernIrishCharity();

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

public sealed record OrganisationIdentityChecked(
    Guid OrganisationId,
    IdentityCheck Method,
    Guid By,
    string? Looked = null,
    string? Seen = null
) : IFact;

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

// A key for a program of an organisation's. Of the key itself there is its digest; the name is the program's.
public sealed record ApiKeyMade(
    Guid KeyId,
    Guid OrganisationId,
    string Name,
    IReadOnlyList<string> Roles,
    string Digest,
    DateTimeOffset Until,
    Guid By
) : IFact;

public sealed record ApiKeyRevoked(Guid KeyId, Guid OrganisationId, Guid By) : IFact;

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

// When somebody is away, so that duties that take several people are planned; never why.
public sealed record AbsenceNoted(Guid AbsencesId, Guid OrganisationId, Guid AbsenceId, Guid PersonId, DateOnly From, DateOnly Until)
    : IFact;

public sealed record AbsenceCancelled(Guid AbsencesId, Guid OrganisationId, Guid AbsenceId) : IFact;

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
