using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using static UseIt.Marketplace.Tests.Tenders.TenderFacts;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class ExtendDeadlineDecisions
{
    private static readonly DateTimeOffset Later = Deadline.AddDays(3);

    private static object[] Proposed =>
        [.. Published(), new DeadlineExtensionProposed(Id, Deadline, Later, "A document was late", Beatrice)];

    private static Then Extending(object[] facts, Guid by, DateTimeOffset to, DateTimeOffset now) =>
        Spec.Given<Tender>(facts)
            .When((Tender t) => ExtendDeadlineHandler.Handle(new ExtendDeadline(Id, to), t, As(by, Roles.Approver), Impartial.Yes, now));

    [Fact]
    public void another_approver_makes_a_proposed_deadline_so_and_wakes_the_tender_then()
    {
        var then = Extending(Proposed, Carol, Later, Now);
        then.Facts(new DeadlineExtended(Id, Deadline, Later, "A document was late"));
        Assert.Equal([(new CloseTender(Id), Later)], then.Decision.Messages.Select(m => ((CloseTender)m.Message, m.Due!.Value)));
    }

    [Fact]
    public void nobody_approves_his_own_proposal() => Extending(Proposed, Beatrice, Later, Now).Refused("extension-own-proposal");

    [Fact]
    public void nobody_approves_what_was_not_proposed() =>
        Extending(Proposed, Carol, Later.AddDays(1), Now).Refused("extension-not-proposed");

    [Fact]
    public void the_deadline_itself_is_the_last_instant_to_extend()
    {
        Assert.Empty(Extending(Proposed, Carol, Later, Deadline).Decision.Refusals);
        Extending(Proposed, Carol, Later, Deadline.AddTicks(1)).Refused("deadline-passed");
    }

    [Fact]
    public void a_published_deadline_only_moves_later_and_with_a_reason() =>
        Spec.Given<Tender>(Published())
            .When((Tender t) => ProposeExtensionHandler.Handle(new ProposeExtension(Id, Deadline, " "), t, As(Beatrice, Roles.Author), Now))
            .Refused("deadline-not-later", "reason-missing");
}
