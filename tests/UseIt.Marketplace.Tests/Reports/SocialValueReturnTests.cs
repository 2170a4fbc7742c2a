using System.Text.Json;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Reports;

namespace UseIt.Marketplace.Tests.Reports;

public sealed class SocialValueReturnTests
{
    private static readonly DeliveryStory Story = new();
    private static readonly string Cut = new PositionTokens(() => DerivedKeys.Derive(new byte[32], DerivedKeys.Position)).Of(
        Story.Facts.Cut
    );

    public static TheoryData<string> FactsOfCommitments() =>
        [.. Story.OfCommitments.Where(name => !name.EndsWith(" promised", StringComparison.Ordinal))];

    [Fact]
    public void every_figure_is_the_one_worked_out_by_hand_and_names_the_facts_it_rests_on()
    {
        var model = SocialValueReturn.From(Story.Facts, Cut, demonstration: true)!;
        var expected = DeliveryStory.Expected();
        Assert.Equal(expected.Select(e => e.Key).Order(), model.Commitments.Select(c => c.Title).Order());
        foreach (var commitment in model.Commitments)
        {
            foreach (var figure in commitment.Figures().Except(commitment.Period!.Figures()))
            {
                var name = figure.Key.Split('-')[1];
                var hand = expected[commitment.Title]![name]!;
                Assert.True(hand["value"]?.GetValue<decimal>() == figure.Value, $"{commitment.Title}, {name}: {figure.Value}");
                Assert.Equal(
                    hand["facts"]!.AsArray().Select(f => f!.GetValue<string>()).Order(StringComparer.Ordinal),
                    figure.Events.Select(Story.NameOf).Order(StringComparer.Ordinal)
                );
            }
        }
        Assert.Equal(5, model.Count.Value);
        Assert.Equal(1, model.Met.Value);
        Assert.Null(model.Paid.Value);
        Assert.Equal(
            [DeliveryStatus.InProgress, DeliveryStatus.InProgress, DeliveryStatus.Met, DeliveryStatus.Lapsed, DeliveryStatus.NotRecorded],
            model.Commitments.Select(c => c.Status)
        );
        Assert.Equal("Ladywood Grounds CIC", model.Lead.Name);
    }

    [Fact]
    public void a_commitment_says_what_should_be_there_by_now_what_came_in_the_quarter_and_what_is_next()
    {
        var rows = Story.Facts.Ledger().ToDictionary(r => r.Title);
        // Due on 31 March 2027: 16 jobs, of which 8 were verified of the second quarter of 2026.
        Assert.Equal((0m, 8m, 0m, 0m), At(rows["Jobs for local people"], new(2026, 6, 30)));
        Assert.Equal((0m, null, 0m, 16m), At(rows["Jobs for local people"], new(2026, 12, 31)));
        Assert.Equal((16m, null, 8m, 0m), At(rows["Jobs for local people"], new(2027, 3, 31)));
        // Eight tonnes after the change, 8.4 verified; nobody has recorded any training.
        Assert.Equal((8m, null, 0m, 0m), At(rows["Carbon saved"], new(2027, 4, 1)));
        Assert.Equal((30m, null, 30m, 0m), At(rows["Training weeks"], new(2027, 4, 1)));
        // Without a day nothing is known of targets.
        Assert.Equal((null, 8m, null, null), At(rows["Jobs for local people"] with { DueOn = null }, new(2026, 6, 30)));
        var told = ReportCommitmentPeriod.Of(rows["Training weeks"], Quarter.Of(new(2026, 6, 30)), new(2026, 6, 30));
        Assert.Empty(told.VerifiedInPeriod.Events);
        Assert.Equal("Falls due in July to September 2026", told.DueNext.Label);

        static (decimal?, decimal?, decimal?, decimal?) At(LedgerRow row, DateOnly on)
        {
            var period = ReportCommitmentPeriod.Of(row, Quarter.Of(on), on);
            return (period.TargetToDate.Value, period.VerifiedInPeriod.Value, period.Shortfall.Value, period.DueNext.Value);
        }
    }

    [Theory]
    [MemberData(nameof(FactsOfCommitments))]
    public void taking_away_one_fact_changes_exactly_the_figures_that_rest_on_it(string name)
    {
        var fact = Story.Named(name);
        var facts = Story.Facts;
        var before = SocialValueReturn.From(facts, Cut, demonstration: true)!.Figures().ToDictionary(f => f.Key);
        var after = SocialValueReturn
            .From(facts with { Commitments = [.. facts.Commitments.Where(f => f.Id != fact.Id)] }, Cut, demonstration: true)!
            .Figures()
            .ToDictionary(f => f.Key);
        var changed = before.Keys.Where(key =>
            !after.TryGetValue(key, out var now) || now.Value != before[key].Value || !now.Events.SequenceEqual(before[key].Events)
        );
        var resting = before.Values.Where(f => f.Events.Contains(fact.Id)).Select(f => f.Key);
        Assert.Equal(resting.Order(StringComparer.Ordinal), changed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void the_verified_fact_alone_changes_the_verified_figure_and_what_is_made_of_it()
    {
        var facts = Story.Facts;
        var without = SocialValueReturn.From(
            facts with
            {
                Commitments = [.. facts.Commitments.Where(f => Story.NameOf(f) != "jobs 4 verified as 3")],
            },
            Cut,
            demonstration: true
        )!;
        var jobs = without.Commitments.Single(c => c.Title == "Jobs for local people");
        Assert.Equal((16m, 9m, 5m, 31.25m), (jobs.Promised.Value, jobs.Evidenced.Value, jobs.Verified.Value, jobs.Delivered.Value));
    }

    [Fact]
    public void nothing_recorded_is_never_nought()
    {
        var training = SocialValueReturn.From(Story.Facts, Cut, demonstration: true)!.Commitments.Single(c => c.Title == "Training weeks");
        var json = JsonSerializer.Serialize(training.Verified, EventJson.Options);
        Assert.DoesNotContain("value", json, StringComparison.Ordinal);
    }

    [Fact]
    public void a_report_that_was_frozen_with_a_number_can_still_be_read()
    {
        var model = SocialValueReturn.From(Story.Facts, Cut, demonstration: true)!;
        Assert.Equal(Cut, model.DataCut);
        var json = JsonSerializer.SerializeToNode(model, EventJson.Options)!;
        Assert.Equal(model.DataCut, json["dataCut"]!.GetValue<string>());
        json["dataCut"] = 1234;
        Assert.Equal("1234", json.Deserialize<SocialValueReturn>(EventJson.Options)!.DataCut);
    }

    [Fact]
    public void the_checksum_does_not_depend_on_the_order_of_names()
    {
        using var one = JsonDocument.Parse("""{"b":[{"y":1.50,"x":"é"}],"a":null}""");
        using var other = JsonDocument.Parse("""{ "a": null, "b": [ { "x": "é", "y": 1.50 } ] }""");
        using var changed = JsonDocument.Parse("""{"a":null,"b":[{"x":"é","y":1.51}]}""");
        Assert.Equal(CanonicalJson.Sha256(one.RootElement), CanonicalJson.Sha256(other.RootElement));
        Assert.NotEqual(CanonicalJson.Sha256(one.RootElement), CanonicalJson.Sha256(changed.RootElement));
    }
}
