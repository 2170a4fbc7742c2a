using UseIt.Marketplace.Engine;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>
/// Says what an enterprise's outcomes are taken to be worth, each assumption with where it comes from; without a statement, nothing any
/// more. It is only ever shown as that: a social return under these assumptions.
/// </summary>
public sealed record StateSocialReturn(Guid OrganisationId, SocialReturnStatement? Statement = null) : Message, ICommand
{
    public Guid EnterpriseId => SocialEnterprise.IdOf(OrganisationId);
}

public static class StateSocialReturnHandler
{
    public const int MostYears = 100;
    public const int MostOutcomes = 20;

    public static readonly Refusal InputsWrong = new("inputs-wrong", "statement.inputs", "Enter what was put in, in pounds, more than 0");
    public static readonly Refusal InputsSourceMissing = new(
        "inputs-source-missing",
        "statement.inputsSource",
        "Say where the amount comes from, such as the accounts to 31 March 2026"
    );
    public static readonly Refusal TooMany = new(
        "outcomes-too-many",
        "statement.outcomes",
        "Value at most 20 outcomes: take those that matter most"
    );
    public static readonly Refusal LocalWrong = new(
        "local-spend-wrong",
        "statement.local",
        "Enter income, what was spent locally and what was spent again, none of them below 0, and the income more than 0"
    );
    public static readonly Refusal LocalSourceMissing = new(
        "local-source-missing",
        "statement.local.source",
        "Say where these amounts come from, such as a survey of your suppliers"
    );

    public static Access Authorise(Actor actor, StateSocialReturn command) => EnterpriseAccess.ToChange(actor, command.OrganisationId);

    public static Decision Handle(StateSocialReturn command, Stream<SocialEnterprise> enterprise, Actor actor)
    {
        if (!enterprise.Exists)
            return RecordStatusEvidenceHandler.NotRegistered;
        var statement = command.Statement is { } said ? Trimmed(said) : null;
        if (statement is not null && Wrong(statement).ToArray() is { Length: > 0 } wrong)
            return Decision.Refuse(wrong);
        return Same(enterprise.State.Return, statement)
            ? Decision.Nothing
            : Decision.On<SocialEnterprise>(
                command.EnterpriseId,
                new SocialReturnStated(command.EnterpriseId, command.OrganisationId, statement, actor.Person)
            );
    }

    private static bool Same(SocialReturnStatement? one, SocialReturnStatement? other) =>
        one is null || other is null
            ? one == other
            : one with { Outcomes = other.Outcomes } == other && one.Outcomes.SequenceEqual(other.Outcomes);

    private static SocialReturnStatement Trimmed(SocialReturnStatement said) =>
        said with
        {
            InputsSource = said.InputsSource.Trim(),
            Outcomes =
            [
                .. said.Outcomes.Select(o =>
                    o with
                    {
                        Title = o.Title.Trim(),
                        Unit = o.Unit.Trim(),
                        ProxySource = o.ProxySource.Trim(),
                        AssumptionsSource = o.AssumptionsSource.Trim(),
                    }
                ),
            ],
            Local = said.Local is { } local ? local with { Source = local.Source.Trim() } : null,
        };

    private static IEnumerable<Refusal> Wrong(SocialReturnStatement said)
    {
        if (said.Inputs is not { Currency: Money.Pounds, Amount: > 0 })
            yield return InputsWrong;
        if (said.InputsSource.Length == 0)
            yield return InputsSourceMissing;
        if (said.Outcomes.Count > MostOutcomes)
            yield return TooMany;
        foreach (var (n, outcome) in said.Outcomes.Index())
        foreach (var (code, field, sentence) in WrongOutcome(outcome))
            yield return new Refusal(code, $"statement.outcomes[{n}].{field}", sentence);
        if (said.Local is not { } local)
            yield break;
        if (local.Income <= 0 || local.SpentLocally < 0 || local.SpentAgain < 0)
            yield return LocalWrong;
        if (local.Source.Length == 0)
            yield return LocalSourceMissing;
    }

    private static IEnumerable<(string Code, string Field, string Sentence)> WrongOutcome(ReturnOutcome outcome)
    {
        if (outcome.Title.Length == 0)
            yield return ("title-missing", "title", "Say what changed, and for whom");
        if (outcome.Quantity <= 0)
            yield return ("quantity-wrong", "quantity", "Enter a quantity above 0");
        if (outcome.Unit.Length == 0)
            yield return ("unit-missing", "unit", "Enter what is counted, such as people");
        if (outcome.Proxy is not { Currency: Money.Pounds, Amount: > 0 })
            yield return ("proxy-wrong", "proxy", "Enter what one is taken to be worth, in pounds, more than 0");
        if (outcome.ProxySource.Length == 0)
            yield return ("proxy-source-missing", "proxySource", "Say where that value comes from");
        foreach (
            var (field, part) in new[]
            {
                ("deadweight", outcome.Deadweight),
                ("displacement", outcome.Displacement),
                ("attribution", outcome.Attribution),
                ("dropOff", outcome.DropOff),
            }
        )
            if (part is < 0 or > 1)
                yield return ("part-wrong", field, "Enter a percentage from 0 to 100");
        if (outcome.Years is < 1 or > MostYears)
            yield return ("years-wrong", "years", "Enter how many years it lasts, from 1 to 100");
        if (outcome.AssumptionsSource.Length == 0)
            yield return ("assumptions-source-missing", "assumptionsSource", "Say what these assumptions rest on");
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<StateSocialReturn>("PUT", "/api/v1/enterprises/{organisationId}/social-return", EnterpriseAccess.Changers);
}
