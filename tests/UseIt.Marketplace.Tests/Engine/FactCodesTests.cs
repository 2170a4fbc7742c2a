using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.Tests.Engine;

/// <summary>Whoever may write rows, and has no key, leaves a trace.</summary>
public sealed class FactCodesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private ProvenFacts Facts => app.Services.GetRequiredService<ProvenFacts>();

    [Theory]
    [InlineData(
        "the words",
        "update events.mt_events set data = jsonb_set(data, '{name}', '\"Other CIC\"') where stream_id = $1 and version = 2"
    )]
    [InlineData("when", "update events.mt_events set timestamp = timestamp - interval '9 days' where stream_id = $1 and version = 2")]
    [InlineData("who", "update events.mt_events set user_name = gen_random_uuid()::text where stream_id = $1 and version = 2")]
    [InlineData(
        "by what right",
        "update events.mt_events set headers = headers || '{\"authority\": \"other\"}' where stream_id = $1 and version = 2"
    )]
    [InlineData("the request", "update events.mt_events set correlation_id = 'other' where stream_id = $1 and version = 2")]
    [InlineData("the kind", "update events.mt_events set type = 'organisation_suspended' where stream_id = $1 and version = 2")]
    [InlineData("the id", "update events.mt_events set id = gen_random_uuid() where stream_id = $1 and version = 2")]
    [InlineData("the code", "update events.mt_events set headers = headers - 'code' where stream_id = $1 and version = 2")]
    [InlineData(
        "the order",
        """
            update events.mt_events e set data = o.data, type = o.type, headers = o.headers, id = gen_random_uuid() from events.mt_events o
            where e.stream_id = $1 and o.stream_id = $1 and e.version in (2, 3) and o.version in (2, 3) and e.version <> o.version
            """
    )]
    public async Task a_fact_that_was_changed_is_found_and_nothing_rests_on_it(string what, string sql)
    {
        var organisation = await app.OrganisationAsync($"Changed in {what}", OrganisationKind.Enterprise);
        await app.DoAsync(new RenameOrganisation(organisation, "First CIC"));
        await app.DoAsync(new RenameOrganisation(organisation, "Second CIC"));
        Assert.Equal(4, (await Facts.ReadAsync(organisation, default)).Count);
        using var alarms = new Alarms("useit.records.refused");

        await app.SqlAsync(sql, organisation);

        await Assert.ThrowsAsync<NotProvenException>(() => Facts.ReadAsync(organisation, default));
        Assert.Equal(1, alarms.Count);
        var said = await app.VerifyAsync();
        Assert.Contains(what == "the code" ? "bears no code" : "bears the code of another", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_fact_that_was_moved_added_or_taken_out_is_found_too()
    {
        var (one, other) = (
            await app.OrganisationAsync("One CIC", OrganisationKind.Enterprise),
            await app.OrganisationAsync("Other CIC", OrganisationKind.Enterprise)
        );
        foreach (var organisation in new[] { one, other })
            await app.DoAsync(new RenameOrganisation(organisation, "Renamed CIC"));

        await app.ForgeAsync(one, new OrganisationRenamed(one, "Forged CIC"));
        await app.ForgeAsync(
            one,
            new OrganisationRenamed(one, "Renamed CIC"),
            headers: await app.AskAsync<string>($"select headers::text from events.mt_events where stream_id = '{one}' and version = 3")
        );
        await app.SqlAsync("delete from events.mt_events where stream_id = $1 and version = 2", other);

        await Assert.ThrowsAsync<NotProvenException>(() => Facts.ReadAsync(one, default));
        await Assert.ThrowsAsync<NotProvenException>(() => Facts.ReadAsync(other, default));
        var said = await app.VerifyAsync();
        Assert.Contains("(organisation_renamed) bears no code", said, StringComparison.Ordinal);
        Assert.Contains("(organisation_renamed) bears the code of another", said, StringComparison.Ordinal);
        Assert.Contains($"a stream has holes, or another version than its facts: {other}", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_was_cut_from_the_end_leaves_numbers_without_facts()
    {
        var organisation = await app.OrganisationAsync("Cut CIC", OrganisationKind.Enterprise);
        await app.DoAsync(new RenameOrganisation(organisation, "Cut short CIC"));
        var before = await NumbersAsync();
        await app.SqlAsync("delete from events.mt_events where stream_id = $1 and version = 3", organisation);
        await app.SqlAsync("update events.mt_streams set version = 2 where id = $1", organisation);
        Assert.Equal(before + 1, await NumbersAsync());

        async Task<long> NumbersAsync() =>
            (await app.VerifyAsync()).Split('\n').FirstOrDefault(line => line.Contains("numbers of the log", StringComparison.Ordinal))
                is { } line
                ? long.Parse(line.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)
                : 0;
    }

    [Fact]
    public async Task whatever_a_fact_says_it_is_proven_as_the_database_gives_it_back()
    {
        var commitment = Guid.CreateVersion7();
        object[] facts =
        [
            .. new[] { 0m, -0.0m, 1.500m, decimal.MaxValue, -decimal.MaxValue, 0.0000000000000000000000000001m, 1e28m }.Select(
                quantity => new CommitmentVaried(
                    commitment,
                    commitment,
                    quantity,
                    new DateOnly(2027, 6, 30),
                    "a \"b\" \\ / \u0001 \t \u2028 \u007f é ẞ 😀 <&>"
                )
            ),
        ];
        await app.StoreAsync(commitment, "commitment", 0, facts);
        Assert.Equal(facts, (await Facts.ReadAsync(commitment, default)).Select(f => f.Data));
    }

    [Fact]
    public void another_key_makes_other_codes()
    {
        var fact = StoredFact.Of(
            LogSteps.Stored(Guid.CreateVersion7(), new OrganisationRenamed(Guid.CreateVersion7(), "One CIC")),
            Guid.CreateVersion7(),
            1
        );
        var key = new byte[32];
        var code = new FactCodes(() => DerivedKeys.Derive(key, DerivedKeys.FactCode)).CodeOf(fact);
        var coded = fact with { Headers = new Dictionary<string, string> { [StoredFact.CodeHeader] = code } };
        Assert.True(new FactCodes(() => DerivedKeys.Derive(key, DerivedKeys.FactCode)).IsProven(coded));
        key[31] = 1;
        Assert.False(new FactCodes(() => DerivedKeys.Derive(key, DerivedKeys.FactCode)).IsProven(coded));
        Assert.NotEqual(code, new FactCodes(() => DerivedKeys.Derive(key, DerivedKeys.FactCode)).CodeOf(fact));
    }

    [Fact]
    public void the_code_of_one_fact_is_the_same_for_ever() =>
        Assert.Equal(
            "0685ae08",
            new FactCodes(() => DerivedKeys.Derive([.. Enumerable.Range(0, 32).Select(n => (byte)n)], DerivedKeys.FactCode)).CodeOf(
                new StoredFact(
                    Guid.Parse("01890000-0000-7000-8000-000000000001"),
                    Guid.Parse("01890000-0000-7000-8000-000000000002"),
                    7,
                    "organisation_renamed",
                    new DateTimeOffset(2026, 6, 1, 9, 0, 0, TimeSpan.Zero),
                    "01890000-0000-7000-8000-000000000003",
                    "request",
                    null,
                    new Dictionary<string, string> { ["authority"] = "membership:x" },
                    System.Text.Json.JsonSerializer.SerializeToElement(
                        new OrganisationRenamed(Guid.Parse("01890000-0000-7000-8000-000000000002"), "Größe & \"Co\""),
                        EventJson.Options
                    )
                )
            )[..8]
        );
}
