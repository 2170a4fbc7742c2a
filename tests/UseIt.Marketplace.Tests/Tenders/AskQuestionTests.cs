using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using static UseIt.Marketplace.Tests.Tenders.TenderFacts;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class AskQuestionDecisions
{
    private static readonly Guid QuestionId = Guid.CreateVersion7();
    private static readonly Guid Enterprise = Guid.CreateVersion7();
    private static readonly UseIt.Marketplace.Engine.Stream<Question> NoQuestion = new(QuestionId, 0, Question.Empty);

    private static Then Asking(string text, DateTimeOffset now) =>
        Spec.Given<Tender>(Published())
            .When(
                (Tender t) =>
                    AskQuestionHandler.Handle(
                        new AskQuestion(Id, QuestionId, text),
                        NoQuestion,
                        t,
                        new AskQuestionHandler.Asking("Ladywood Grounds CIC"),
                        new Actor(Guid.CreateVersion7(), Enterprise, new HashSet<string> { Roles.Member }, "x"),
                        now
                    )
            );

    [Fact]
    public void an_enterprise_asks_until_the_published_time()
    {
        Asking("May two bid together?", Deadline.AddDays(-2)).Facts(new QuestionAsked(QuestionId, Id, Enterprise, "May two bid together?"));
        Asking("May two bid together?", Deadline.AddDays(-2).AddTicks(1)).Refused("questions-closed");
        Asking("May two bid together?", Deadline.AddSeconds(1)).Refused("deadline-passed");
    }

    [Fact]
    public void a_question_does_not_give_its_asker_away() => Asking("May ladywood grounds cic bid?", Now).Refused("question-names-asker");

    [Fact]
    public void a_question_is_answered_once()
    {
        var question = Question
            .Empty.Evolve(new QuestionAsked(QuestionId, Id, Enterprise, "?"))
            .Evolve(new QuestionAnswered(QuestionId, Id, "?", "Yes"));
        Spec.Given<Tender>(Published())
            .When((Tender t) => AnswerQuestionHandler.Handle(new AnswerQuestion(Id, QuestionId, "?", "No"), question, t, Now))
            .Refused("question-answered");
    }
}

public sealed class AskQuestionOverHttp(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task an_answer_reaches_everybody_and_nobody_learns_who_asked()
    {
        var tender = await app.PublishedAsync();
        var enterprise = await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        var amina = await app.PersonAsync("Amina Yusuf", enterprise, Roles.BidManager);
        var asked = await amina.Http.DoAsync($"/api/v1/tenders/{tender.Id}/questions", new { text = "May two enterprises bid together?" });
        await app.SettledAsync();

        var forBuyer = await tender.Buyer.Author.Http.ReadAsync($"/api/v1/tenders/{tender.Id}/questions");
        Assert.Equal("May two enterprises bid together?", forBuyer["items"]![0]!["text"]!.GetValue<string>());
        Assert.DoesNotContain(enterprise.ToString(), forBuyer.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(amina.Id.ToString(), forBuyer.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty((await (await app.ClientAsync()).ReadAsync($"/api/v1/tenders/{tender.Id}/questions"))["items"]!.AsArray());

        await tender.Buyer.Author.Http.DoAsync(
            $"/api/v1/tenders/{tender.Id}/questions/{asked["id"]}/answer",
            new { publishedQuestion = "May enterprises bid together?", answer = "Yes, as a consortium." }
        );
        await app.SettledAsync();
        var inPublic = await (await app.ClientAsync()).ReadAsync($"/api/v1/tenders/{tender.Id}");
        Assert.Equal("Yes, as a consortium.", inPublic["questions"]![0]!["answer"]!.GetValue<string>());
        Assert.DoesNotContain(enterprise.ToString(), inPublic.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task another_buyer_cannot_answer_and_a_buyer_cannot_ask()
    {
        var tender = await app.PublishedAsync();
        var other = await app.BuyerAsync("Another Council");
        var amina = await app.PersonAsync(
            "Amina Yusuf",
            await app.OrganisationAsync("Ladywood Grounds", OrganisationKind.Enterprise),
            Roles.Member
        );
        var asked = await amina.Http.DoAsync($"/api/v1/tenders/{tender.Id}/questions", new { text = "When?" });
        using var answer = await other.Author.Http.SendCommandAsync(
            HttpMethod.Post,
            $"/api/v1/tenders/{tender.Id}/questions/{asked["id"]}/answer",
            new { publishedQuestion = "When?", answer = "Now" }
        );
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        using var ask = await other.Author.Http.SendCommandAsync(
            HttpMethod.Post,
            $"/api/v1/tenders/{tender.Id}/questions",
            new { text = "When?" }
        );
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, ask.StatusCode);
    }
}
