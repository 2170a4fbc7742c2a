using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>A question as the buyer sees it: the words, and nothing of who asked.</summary>
public sealed record BuyerQuestion(Guid QuestionId, Guid TenderId, string Text, DateTimeOffset AskedAt)
{
    public QuestionStage Stage { get; init; } = QuestionStage.Asked;
    public string? PublishedQuestion { get; init; }
    public string? Answer { get; init; }
    public string? DeclinedBecause { get; init; }
}

public sealed class QuestionsForBuyer : TableView<BuyerQuestion>
{
    public override string Name => "buyer_question";
    public override Composite Composite => Composites.Work;

    protected override IReadOnlyList<string> Columns =>
        [
            "tender varchar generated always as (data ->> 'tenderId') stored",
            "asked_at varchar generated always as (data ->> 'askedAt') stored",
        ];

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["tender"] = "(tender, asked_at desc, key desc)" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(QuestionAsked), typeof(QuestionAnswered), typeof(QuestionDeclined) };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override BuyerQuestion? Apply(Guid key, BuyerQuestion? row, IEvent e) =>
        e.Data switch
        {
            QuestionAsked q => new BuyerQuestion(q.QuestionId, q.TenderId, q.Text, e.Timestamp),
            QuestionAnswered q => row! with { Stage = QuestionStage.Answered, PublishedQuestion = q.PublishedQuestion, Answer = q.Answer },
            QuestionDeclined q => row! with { Stage = QuestionStage.Declined, DeclinedBecause = q.Reason },
            _ => row,
        };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/tenders/{tenderId:guid}/questions",
                async (
                    Guid tenderId,
                    HttpContext http,
                    Actors actors,
                    TenderReader reader,
                    QuestionsForBuyer view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite,
                    string? after,
                    int? limit,
                    CancellationToken cancel
                ) =>
                {
                    // Everybody reads the answers; the buyer also reads what still waits for one.
                    if (await reader.PublicAsync(http, tenderId, cancel) is not { } sheet)
                        return Problems.NotFound();
                    if (!(await actors.OfAsync(http, cancel)).ActsFor(sheet.BuyerId))
                        return Results.Json(new TenderPage<AnsweredQuestion>(sheet.Questions, null), EventJson.Options);
                    try
                    {
                        await readYourWrite.WaitAsync(http, view);
                        return Results.Json(
                            await view.PageAsync(database, tenderId, PlaceInList.From(after), PlaceInList.Limit(limit), cancel),
                            EventJson.Options
                        );
                    }
                    catch (EdgeException e)
                    {
                        return Problems.Malformed(e.Field, e.Message);
                    }
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces<TenderPage<AnsweredQuestion>>()
            .WithTags("Tenders")
            .WithName("Questions");

    internal async Task<TenderPage<BuyerQuestion>> PageAsync(
        NpgsqlDataSource database,
        Guid tender,
        PlaceInList? after,
        int limit,
        CancellationToken cancel
    )
    {
        after ??= PlaceInList.Newest;
        await using var read = database.CreateCommand(
            $"""
            select data, asked_at, key from {Table} where tender = $1 and (asked_at, key) < ($2, $3)
            order by asked_at desc, key desc limit $4
            """
        );
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tender.ToString() });
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after.At });
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after.Id });
        read.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit + 1 });
        return await TenderPage<BuyerQuestion>.ReadAsync(read, limit, cancel);
    }

    /// <summary>All questions about a tender, whatever became of them.</summary>
    public async Task<IReadOnlyList<Guid>> OfAsync(NpgsqlDataSource database, Guid tender, CancellationToken cancel)
    {
        await using var read = database.CreateCommand($"select key from {Table} where tender = $1");
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tender.ToString() });
        await using var reader = await read.ExecuteReaderAsync(cancel);
        var questions = new List<Guid>();
        while (await reader.ReadAsync(cancel))
            questions.Add(reader.GetGuid(0));
        return questions;
    }
}
