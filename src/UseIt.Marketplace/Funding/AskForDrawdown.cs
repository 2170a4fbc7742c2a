using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

/// <summary>The enterprise asks for part of the grant, with what shows that the money was spent or is due.</summary>
public sealed record AskForDrawdown(
    Guid GrantId,
    [property: NewId(OrKept = true)] Guid DrawdownId,
    Money Amount,
    string Evidence,
    IReadOnlyList<Guid>? DocumentIds = null
) : Message, ICommand;

public static class AskForDrawdownHandler
{
    public static readonly Refusal EvidenceMissing = new(
        "evidence-missing",
        "evidence",
        "Say what the money went on and what shows it, without names of people"
    );
    public static readonly Refusal DocumentUnknown = new(
        "document-unknown",
        "documentIds",
        "Upload the document first, as the organisation that asks"
    );

    public static Refusal TooMuch(Money left) =>
        new("drawdown-too-much", "amount", $"{left.WithPence()} of the grant is left", new Dictionary<string, object?> { ["left"] = left });

    public static Access Authorise(Actor actor, Grant grant) => actor.On(grant.Applicant, GrantAccess.Applying);

    public static Task<IReadOnlyList<Stream<GrantDocument>>> Load(AskForDrawdown command, Streams streams, CancellationToken cancel) =>
        streams.FetchAsync<GrantDocument>(command.DocumentIds ?? [], cancel);

    public static Decision Handle(AskForDrawdown command, Grant grant, IReadOnlyList<Stream<GrantDocument>> documents, Actor actor)
    {
        if (grant.Drawdowns.ContainsKey(command.DrawdownId))
            return Decision.Nothing;
        if (grant.Stage != GrantStage.Accepted)
            return GrantAccess.WhyNotInForce(grant);
        List<Refusal> wrong = [];
        var left = grant.Terms!.Amount - grant.Drawn;
        if (!GrantAccess.IsPounds(command.Amount))
            wrong.Add(GrantAccess.AmountWrong);
        else if (command.Amount > left)
            wrong.Add(TooMuch(left));
        if (string.IsNullOrWhiteSpace(command.Evidence))
            wrong.Add(EvidenceMissing);
        if (documents.Any(d => d.State.OwnerId != grant.Applicant))
            wrong.Add(DocumentUnknown);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Grant>(
                command.GrantId,
                new GrantDrawdownAsked(
                    command.GrantId,
                    grant.Funder,
                    grant.Applicant,
                    command.DrawdownId,
                    command.Amount,
                    command.Evidence.Trim(),
                    [.. (command.DocumentIds ?? []).Distinct()],
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AskForDrawdown>("POST", "/api/v1/grants/{grantId}/drawdowns", GrantAccess.Applicants, creates: "drawdownId");
}
