using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>
/// What a partner did in a quarter and what it paid for it: outputs by indicator, money by budget line with the day it was paid and the
/// document, what others put beside it apart. Signed.
/// </summary>
public sealed record SubmitPartnerReturn(
    Guid ProgrammeId,
    Guid PartnerId,
    string Quarter,
    IReadOnlyList<ReturnedOutput> Outputs,
    IReadOnlyList<DefrayedSpend> Spend,
    string Capacity,
    SigningMethod Method = SigningMethod.Typed
) : Message, ICommand
{
    public Guid ReturnedId => PartnerReturn.IdOf(ProgrammeId, PartnerId, Quarter);
}

public static class SubmitPartnerReturnHandler
{
    public static readonly Refusal NotOver = new("quarter-not-over", "quarter", "Return a quarter once it is over");
    public static readonly Refusal NotAPartner = new("not-a-partner-then", "quarter", "Your organisation was no partner in this quarter");
    public static readonly Refusal Decided = new("return-accepted", null, "The lead has accepted this return already");

    public static Refusal LineUnknown(int n) => new("line-unknown", $"spend[{n}].line", "Choose a line of the budget");

    public static Refusal PaidWrong(int n) =>
        new("paid-wrong", $"spend[{n}].paidOn", "Enter the day the money left the account: in this quarter or before, in the programme");

    public static Refusal AmountWrong(int n) =>
        new("amount-wrong", $"spend[{n}].amount", "Enter pounds in whole pence, £0 or more, and not £0 in both columns");

    public static Refusal DocumentMissing(int n) => new("document-missing", $"spend[{n}].document", "Enter the document’s reference");

    public static Refusal OutputUnknown(int n) =>
        new("indicator-unknown", $"outputs[{n}].indicator", "Choose an indicator of this programme");

    public static Refusal OutputTwice(int n) => new("indicator-twice", $"outputs[{n}].indicator", "Return each indicator once");

    public static Refusal SpendTwice(int n) =>
        new("spend-twice", $"spend[{n}].document", "This payment stands in another row already: the same line, day, document and amount");

    public static Refusal QuantityWrong(int n) => new("quantity-wrong", $"outputs[{n}].quantity", "Enter a number, 0 or more");

    public static Access Authorise(Actor actor, SubmitPartnerReturn command, Programme programme) =>
        ProgrammeAccess.ForPartner(actor, programme, command.PartnerId, orLeft: true);

    public static Decision Handle(SubmitPartnerReturn command, Programme programme, PartnerReturn returned, Actor actor, DateTimeOffset now)
    {
        if (Quarter.Read(command.Quarter) is not { } quarter || quarter.ToString() != command.Quarter)
            return ProgrammeAccess.NoQuarter;
        if (returned.State == ReturnState.Accepted)
            return Decided;
        List<Refusal> wrong = [];
        if (UkTime.DayOf(now) <= quarter.Last)
            wrong.Add(NotOver);
        var partner = programme.Partner(command.PartnerId)!;
        if (quarter.Last < partner.Joined || quarter.First >= partner.Left)
            wrong.Add(NotAPartner);
        for (var n = 0; n < command.Outputs.Count; n++)
        {
            if (programme.Indicators.All(i => i.Code != command.Outputs[n].Indicator))
                wrong.Add(OutputUnknown(n));
            else if (command.Outputs.Take(n).Any(o => o.Indicator == command.Outputs[n].Indicator))
                wrong.Add(OutputTwice(n));
            if (command.Outputs[n].Quantity < 0)
                wrong.Add(QuantityWrong(n));
        }
        for (var n = 0; n < command.Spend.Count; n++)
        {
            var spend = command.Spend[n];
            if (programme.Budget.All(b => b.Line != spend.Line))
                wrong.Add(LineUnknown(n));
            if (spend.PaidOn < programme.From || spend.PaidOn > quarter.Last || spend.PaidOn > programme.Until)
                wrong.Add(PaidWrong(n));
            if (!Pounds(spend.Amount) || !Pounds(spend.Match) || spend.Amount + spend.Match == Money.Zero)
                wrong.Add(AmountWrong(n));
            if (string.IsNullOrWhiteSpace(spend.Document))
                wrong.Add(DocumentMissing(n));
            else if (command.Spend.Take(n).Contains(spend))
                wrong.Add(SpendTwice(n));
        }
        if (string.IsNullOrWhiteSpace(command.Capacity))
            wrong.Add(ProgrammeAccess.CapacityMissing);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        var signature = Signed(
            new
            {
                command.ReturnedId,
                command.Outputs,
                command.Spend,
            },
            $"This return for {quarter} is complete, and the money in it has been paid.",
            command.Capacity,
            command.Method,
            actor,
            now
        );
        if (returned is { State: ReturnState.Submitted, Said.Signature: { } before } && IsSame(before, signature))
            return Decision.Nothing;
        return Decision.On<PartnerReturn>(
            command.ReturnedId,
            new PartnerReturnSubmitted(
                command.ReturnedId,
                command.ProgrammeId,
                command.PartnerId,
                partner.OrganisationId!.Value,
                command.Quarter,
                command.Outputs,
                [.. command.Spend.Select(s => s with { Document = s.Document.Trim() })],
                signature
            )
        );
    }

    private static bool IsSame(Signature one, Signature other) =>
        (one.DocumentSha256, one.Person, one.Capacity) == (other.DocumentSha256, other.Person, other.Capacity);

    internal static Signature Signed(
        object what,
        string statement,
        string capacity,
        SigningMethod method,
        Actor actor,
        DateTimeOffset now
    ) =>
        new(
            CanonicalJson.Sha256(JsonSerializer.SerializeToElement(what, EventJson.Options)),
            actor.Person,
            capacity.Trim(),
            actor.Authority,
            method,
            statement,
            now
        );

    private static bool Pounds(Money money) => money.Currency == Money.Pounds && money >= Money.Zero && money == money.ToPence();

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SubmitPartnerReturn>(
            "POST",
            "/api/v1/programmes/{programmeId}/partners/{partnerId}/returns/{quarter}",
            ProgrammeAccess.Deliverers
        );
}
