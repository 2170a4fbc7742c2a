using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>A question as whoever asked it sees it.</summary>
public sealed record OwnQuestion(Guid QuestionId, Guid TenderId, Guid AskedBy, string Text, DateTimeOffset AskedAt)
{
    public QuestionStage Stage { get; init; } = QuestionStage.Asked;
    public string? PublishedQuestion { get; init; }
    public string? Answer { get; init; }
    public string? DeclinedBecause { get; init; }
}

/// <summary>What each organisation has asked; nobody else is given a row of it.</summary>
public sealed class QuestionsOfAsker : TableView<OwnQuestion>
{
    public override string Name => "own_question";
    public override Composite Composite => Composites.Work;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["asker"] = "((data ->> 'askedBy'), (data ->> 'tenderId'))" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(QuestionAsked), typeof(QuestionAnswered), typeof(QuestionDeclined) };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override OwnQuestion? Apply(Guid key, OwnQuestion? row, IEvent e) =>
        e.Data switch
        {
            QuestionAsked q => new OwnQuestion(q.QuestionId, q.TenderId, q.AskedBy, q.Text, e.Timestamp),
            QuestionAnswered q => row! with { Stage = QuestionStage.Answered, PublishedQuestion = q.PublishedQuestion, Answer = q.Answer },
            QuestionDeclined q => row! with { Stage = QuestionStage.Declined, DeclinedBecause = q.Reason },
            _ => row,
        };

    /// <summary>What an organisation has asked about a tender, the first question first.</summary>
    public Task<IReadOnlyList<OwnQuestion>> OfAsync(NpgsqlDataSource database, Guid tender, Guid asker, CancellationToken cancel) =>
        database.RowsAsync<OwnQuestion>(
            $"""
            select data from {Table} where data ->> 'askedBy' = $1 and data ->> 'tenderId' = $2
            order by data ->> 'askedAt', key limit {ViewRows.LargestPage}
            """,
            [asker.ToString(), tender.ToString()],
            cancel
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/tenders/{tenderId:guid}/questions/own",
                async (
                    Guid tenderId,
                    HttpContext http,
                    Actors actors,
                    QuestionsOfAsker view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite,
                    CancellationToken cancel
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    http.Response.Headers.CacheControl = "no-store";
                    return (await actors.OfAsync(http, cancel)).Organisation is { } own
                        ? Results.Json(await view.OfAsync(database, tenderId, own, cancel), EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.PersonOrService)
            .Produces<IReadOnlyList<OwnQuestion>>()
            .WithTags("Tenders")
            .WithName("OwnQuestions");
}
