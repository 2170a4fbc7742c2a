using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Home;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Reports;
using UseIt.Marketplace.Tests.Web;
using ContractState = UseIt.Marketplace.Contracts.Contract;

namespace UseIt.Marketplace.Tests.Contracts;

/// <summary>A commitment that is late or disputed gets an action: agreed, waited for, done or not, printed.</summary>
public sealed class RecoveryTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly Guid Contract = Guid.CreateVersion7(),
        Buyer = Guid.CreateVersion7(),
        Supplier = Guid.CreateVersion7(),
        Id = Guid.CreateVersion7(),
        Piece = Guid.CreateVersion7(),
        Action = Guid.CreateVersion7();
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly ContractState Signed = ContractState.Empty with { Stage = ContractStage.Signed };
    private static readonly RecoveryAgreed Agreed = new(Id, Contract, Action, "Two open days", Supplier, new(2026, 8, 1));

    [Fact]
    public void only_what_is_late_or_disputed_is_recovered_by_a_supplier_of_the_contract_in_time()
    {
        Agree(Due(new(2026, 7, 1)), Agreed).Refused("nothing-to-recover");
        Agree([.. Due(new(2026, 6, 30)), Evidence(6), new EvidenceVerified(Id, Contract, Piece, 6, null)], Agreed)
            .Refused("nothing-to-recover");
        Agree([.. Due(new(2026, 6, 30)), new CommitmentLapsed(Id, Contract, "Closed")], Agreed).Refused("commitment-lapsed");
        Agree(Due(new(2026, 6, 30)), Agreed with { What = " ", By = Buyer, Due = new(2026, 6, 30) })
            .Refused("what-missing", "by-unknown", "day-past");
        Agree(Due(new(2026, 6, 30)), Agreed).Facts(Agreed);
        Agree([.. Due(new(2027, 6, 30)), Evidence(2), new EvidenceDisputed(Id, Contract, Piece, "No sheets")], Agreed).Facts(Agreed);
        Agree([.. Due(new(2026, 6, 30)), Agreed], Agreed).Nothing();
    }

    [Fact]
    public void it_was_done_or_there_is_a_reason()
    {
        object[] agreed = [.. Due(new(2026, 6, 30)), Agreed];
        Report(Due(new(2026, 6, 30)), true, null).Refused("recovery-unknown");
        Report(agreed, false, " ").Refused("remark-missing");
        Report(agreed, true, null).Facts(new RecoveryReported(Id, Contract, Action, true, null));
        Report([.. agreed, new RecoveryReported(Id, Contract, Action, true, null)], true, " ").Nothing();
        Report([.. agreed, new RecoveryReported(Id, Contract, Action, true, null)], false, "Nobody came")
            .Facts(new RecoveryReported(Id, Contract, Action, false, "Nobody came"));
    }

    [Fact]
    public async Task what_was_agreed_waits_for_the_supplier_then_for_the_buyer_and_is_gone_once_it_is_told()
    {
        var told = await ToldCommitments.TellAsync(app);
        await app.SettledAsync();
        var at = $"/contracts/{told.Contract}/commitments/{told.Id("late")}";
        using var buyer = await Browsing.AsAsync(app, told.Manager);
        using var supplier = await Browsing.AsAsync(app, told.Lead);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await buyer.GetAsync($"/contracts/{told.Contract}/commitments/{told.Id("soon")}/recoveries/new")).Status
        );
        Assert.Equal(HttpStatusCode.NotFound, (await supplier.GetAsync($"{at}/recoveries/new")).Status);
        Assert.Contains("Agree a recovery action", (await buyer.GetAsync(at)).Html, StringComparison.Ordinal);

        var form = await buyer.GetAsync($"{at}/recoveries/new");
        var nothing = await buyer.SendAsync(form, $"{at}/recoveries/new");
        Assert.Equal(
            [AgreeRecoveryHandler.WhatMissing.Sentence, AgreeRecoveryHandler.ByUnknown.Sentence, AgreeRecoveryHandler.DayPast.Sentence],
            nothing.Mistakes.Select(m => m.Sentence)
        );
        await buyer.SendAsync(
            form,
            $"{at}/recoveries/new",
            [("What", "Two open days"), ("By", $"{told.Lead.Organisation}"), .. PageSteps.Day("Due", told.Today)]
        );
        var agreed = Assert.Single((await app.Store.ReadStreamAsync(told.Id("late"))).Select(e => e.Data).OfType<RecoveryAgreed>());
        await app.SettledAsync();
        Assert.Equal(["Two open days"], await WaitingAsync(told.Lead, Roles.Member));
        Assert.Equal(["Say whether the recovery action was done"], await WaitingAsync(told.Manager, Roles.ContractManager));
        Assert.Empty(await WaitingAsync(told.Partner, Roles.Member));
        Assert.Contains("Not reported yet", (await supplier.GetAsync(at)).Html, StringComparison.Ordinal);
        Assert.Contains("Two open days", (await supplier.GetAsync($"/promises/{told.Id("late")}")).Html, StringComparison.Ordinal);

        var report = $"{at}/recoveries/{agreed.RecoveryId}";
        var unanswered = await buyer.SendAsync(await buyer.GetAsync(report), report);
        Assert.Equal([ReportRecoveryPage.Unanswered.Sentence], unanswered.Mistakes.Select(m => m.Sentence));
        await buyer.SendAsync(unanswered, report, ("Done", "False"), ("Remark", "It rained"));
        await app.SettledAsync();
        Assert.Empty(await WaitingAsync(told.Lead, Roles.Member));
        Assert.Empty(await WaitingAsync(told.Manager, Roles.ContractManager));
        Assert.Contains("Not done: It rained", (await supplier.GetAsync($"/contracts/{told.Contract}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public void the_contracts_return_prints_it()
    {
        var story = new DeliveryStory();
        var jobs = story.Named("jobs contracted");
        var facts = story.Facts with
        {
            Commitments =
            [
                .. story.Facts.Commitments,
                LogSteps.Stored(jobs.StreamId, Agreed with { By = DeliveryStory.Lead }, jobs.Timestamp),
                LogSteps.Stored(jobs.StreamId, new RecoveryReported(Id, Contract, Action, true, null), jobs.Timestamp),
            ],
        };
        var rows = SocialValueReturn.From(facts, "cut", demonstration: true)!.Rows().Where(r => r.Part == "Recovery");
        Assert.Equal(("Two open days", "Ladywood Grounds CIC, by 2026-08-01, done"), (Assert.Single(rows).Figure, rows.Single().Words));
        Assert.DoesNotContain(SocialValueReturn.From(story.Facts, "cut", demonstration: true)!.Rows(), r => r.Part == "Recovery");
    }

    private async Task<IReadOnlyList<string>> WaitingAsync(TestPerson who, string role)
    {
        var source = app.Services.GetServices<IToDoSource>().OfType<RecoveryWaiting>().Single();
        var actor = new Actor(who.Id, who.Organisation, new HashSet<string> { role }, "membership:x");
        return
        [
            .. (await source.ForAsync(actor, UseIt.Marketplace.Values.UkTime.DayOf(await app.Store.ClockAsync()), default)).Select(t =>
                t.What
            ),
        ];
    }

    private static object[] Due(DateOnly day) =>
        [
            new CommitmentPromised(
                Id,
                Guid.Empty,
                Guid.Empty,
                Guid.Empty,
                Guid.Empty,
                Supplier,
                "Jobs",
                "Six",
                new CommitmentMetric("PPN 002", "February 2025", "1a", "people", day),
                6,
                false
            ),
            new CommitmentContracted(Id, Contract, Buyer, [Supplier], day),
        ];

    private static EvidenceRecorded Evidence(decimal quantity) => new(Id, Contract, Piece, Supplier, quantity, new Period(), "Six", []);

    private static Then Agree(object[] facts, RecoveryAgreed said) =>
        Spec.Given<Commitment>(facts)
            .When(
                (Commitment c) =>
                    AgreeRecoveryHandler.Handle(new AgreeRecovery(Contract, Id, Action, said.What, said.By, said.Due), c, Signed, Now)
            );

    private static Then Report(object[] facts, bool done, string? remark) =>
        Spec.Given<Commitment>(facts)
            .When((Commitment c) => ReportRecoveryHandler.Handle(new ReportRecovery(Contract, Id, Action, done, remark), c));
}
