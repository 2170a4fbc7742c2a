using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

/// <summary>An enterprise applies and draws down, the funder's people recommend, its programme manager decides and pays.</summary>
internal static class GrantAccess
{
    public static readonly string[] Applying = [Roles.BidManager, Roles.Signatory];
    public static readonly string[] Panel = [Roles.Adviser, Roles.ProgrammeManager];

    public static AllowedTo Applicants { get; } = AllowedTo.Role("who applies for an enterprise", Applying);
    public static AllowedTo Signatories { get; } = AllowedTo.Role("a signatory of the enterprise", Roles.Signatory);
    public static AllowedTo Panellists { get; } = AllowedTo.Role("an adviser or a programme manager", Panel);
    public static AllowedTo Deciders { get; } = AllowedTo.Role("a programme manager", Roles.ProgrammeManager);

    public static Access ForPanel(Actor actor, Grant grant) => actor.On(grant.Funder, Panel);

    public static Access ForDecider(Actor actor, Grant grant) => actor.On(grant.Funder, Roles.ProgrammeManager);

    /// <summary>Who reads it: the funder's panel, and who speaks for the applicant.</summary>
    public static bool Reads(Actor actor, Guid funder, Guid applicant) =>
        actor.ActsFor(funder, Panel) || actor.ActsFor(applicant, Applying);

    public static readonly Refusal Decided = new("grant-decided", null, "The application has been decided already");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why");
    public static readonly Refusal NotInForce = new("grant-not-accepted", null, "The offer has to be accepted first");
    public static readonly Refusal Over = new(
        "grant-over",
        null,
        "This grant was turned down or declined. Nothing more can be done with it"
    );
    public static readonly Refusal AmountWrong = new("amount-wrong", "amount", "Enter an amount in pounds and whole pence, more than £0");

    /// <summary>Why nothing is done with a grant that is not accepted: not yet, or not any more.</summary>
    public static Refusal WhyNotInForce(Grant grant) => IsOver(grant) ? Over : NotInForce;

    public static bool IsOver(Grant grant) => grant.Stage is GrantStage.Rejected or GrantStage.Declined;

    public static bool IsPounds(Money money) => money is { Amount: > 0, Currency: Money.Pounds } && money == money.ToPence();
}
