using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Reports;

public sealed class RunReportTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Kind = "contract-return";

    private sealed record Cast(Guid Contract, TestPerson Manager, TestPerson LeadMember, TestPerson PartnerMember, TestPerson Stranger);

    [Fact]
    public async Task a_delivered_contract_is_reported_frozen_and_every_figure_leads_to_its_facts()
    {
        var cast = await DeliveredAsync();
        var answer = await cast.Manager.Http.DoAsync("/api/v1/reports", new { kind = Kind, subjectId = cast.Contract });
        var id = answer["id"]!.GetValue<string>();
        var model = await cast.Manager.Http.ReadAsync($"/api/v1/reports/{id}.json");
        foreach (var commitment in model["commitments"]!.AsArray())
        {
            var expected = DeliveryStory.Expected()[commitment!["title"]!.GetValue<string>()]!.AsObject();
            foreach (var (name, hand) in expected)
            {
                var figure = commitment[name]!;
                Assert.True(
                    hand!["value"]?.GetValue<decimal>() == figure["value"]?.GetValue<decimal>(),
                    $"{commitment["title"]}, {name}: {figure["value"]}"
                );
                var evidence = await cast.LeadMember.Http.ReadAsync($"/api/v1/reports/{id}/evidence/{figure["key"]}");
                Assert.Equal(
                    figure["events"]!.AsArray().Select(e => e!.GetValue<string>()).Order(),
                    evidence["facts"]!.AsArray().Select(f => f!["id"]!.GetValue<string>()).Order()
                );
                Assert.Equal(hand["facts"]!.AsArray().Count, evidence["facts"]!.AsArray().Count);
            }
        }

        // More is delivered afterwards: the frozen report does not move, the same cut gives the same, a new run says more.
        await EvidenceAsync(cast.LeadMember, cast.Contract, "training", 6);
        var cut = answer["answer"]!["dataCut"]!.GetValue<string>();
        var again = await cast.PartnerMember.Http.DoAsync(
            "/api/v1/reports",
            new
            {
                kind = Kind,
                subjectId = cast.Contract,
                dataCut = cut,
            }
        );
        Assert.Equal(answer["answer"]!["checksum"]!.GetValue<string>(), again["answer"]!["checksum"]!.GetValue<string>());
        Assert.Equal(model.ToJsonString(), (await cast.Manager.Http.ReadAsync($"/api/v1/reports/{again["id"]}.json")).ToJsonString());
        Assert.Equal(model.ToJsonString(), (await cast.Manager.Http.ReadAsync($"/api/v1/reports/{id}.json")).ToJsonString());
        var newer = await cast.Manager.Http.DoAsync("/api/v1/reports", new { kind = Kind, subjectId = cast.Contract });
        Assert.NotEqual(answer["answer"]!["checksum"]!.GetValue<string>(), newer["answer"]!["checksum"]!.GetValue<string>());

        // Not theirs is not there.
        using var stranger = await cast.Stranger.Http.GetAsync(new Uri($"/api/v1/reports/{id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        using var refused = await cast.Stranger.Http.SendCommandAsync(
            HttpMethod.Post,
            "/api/v1/reports",
            new { kind = Kind, subjectId = cast.Contract }
        );
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task the_page_names_people_until_they_are_erased_and_the_frozen_model_never_does()
    {
        var cast = await DeliveredAsync();
        var report = RunReportHandler.ReportOf(await app.DoAsync(new RunReport(Kind, cast.Contract)));
        var html = await cast.Manager.Http.GetStringAsync(new Uri($"/api/v1/reports/{report}.html", UriKind.Relative));
        Assert.Contains("<title>Social value return: Grounds and joinery</title>", html, StringComparison.Ordinal);
        Assert.Contains("Grace Okafor", html, StringComparison.Ordinal);
        Assert.Contains("£240,000.00", html, StringComparison.Ordinal);
        Assert.Contains("Not recorded", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;Delivered&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
        Assert.Contains($"/reports/{report}/evidence/commitments", html, StringComparison.Ordinal);
        var json = await cast.Manager.Http.GetStringAsync(new Uri($"/api/v1/reports/{report}.json", UriKind.Relative));
        Assert.DoesNotContain("Okafor", json, StringComparison.Ordinal);

        await app.Services.GetRequiredService<Vault>().EraseAsync(cast.LeadMember.Id, "asked to be forgotten");
        html = await cast.Manager.Http.GetStringAsync(new Uri($"/api/v1/reports/{report}.html", UriKind.Relative));
        Assert.DoesNotContain("Okafor", html, StringComparison.Ordinal);
        Assert.Contains(Protected.Erased, html, StringComparison.Ordinal);
        Assert.Equal(json, await cast.Manager.Http.GetStringAsync(new Uri($"/api/v1/reports/{report}.json", UriKind.Relative)));
    }

    [Fact]
    public async Task what_can_be_reported_is_listed_with_tabs_between()
    {
        var cast = await DeliveredAsync();
        var output = new StringWriter();
        await UseIt.Marketplace.CommandLine.Report.ListAsync(app.Services, output);
        var line = Assert.Single(
            output.ToString().Split(Environment.NewLine),
            l => l.StartsWith($"{Kind}\t{cast.Contract}", StringComparison.Ordinal)
        );
        Assert.Equal([Kind, cast.Contract.ToString()], line.Split('\t')[..2]);
        Assert.NotEmpty(line.Split('\t')[2]);
    }

    [Fact]
    public async Task every_link_of_the_page_leads_to_exactly_the_facts_behind_its_figure()
    {
        var cast = await DeliveredAsync();
        using var manager = await app.BrowserAsync(cast.Manager);
        using var member = await app.BrowserAsync(cast.LeadMember);
        using var rival = await app.BrowserAsync(cast.Stranger);
        var report = RunReportHandler.ReportOf(await app.DoAsync(new RunReport(Kind, cast.Contract)));
        var html = await manager.GetStringAsync(new Uri($"/reports/{report}", UriKind.Relative));
        var figures = app
            .Services.GetRequiredService<ReportKinds>()
            .Read((await app.Store.FetchAsync<Report>(report)).State.Run!)
            .Figures()
            .Where(f => f.Events.Count > 0)
            .ToDictionary(f => f.Key);
        var links = Regex.Matches(html, "href=\"(/reports/[^\"]+/evidence/([^\"]+))\"");
        Assert.Equal(figures.Keys.Order(), links.Select(l => l.Groups[2].Value).Distinct().Order());
        foreach (var link in links.DistinctBy(l => l.Value))
        {
            var page = await member.GetStringAsync(new Uri(link.Groups[1].Value, UriKind.Relative));
            Assert.Equal(
                figures[link.Groups[2].Value].Events.Order(),
                Regex.Matches(page, "<code>([0-9a-f-]{36})</code>").Select(m => Guid.Parse(m.Groups[1].Value)).Order()
            );
        }
        using var stranger = await rival.GetAsync(new Uri(links[0].Groups[1].Value, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
    }

    [Fact]
    public async Task the_contracts_pages_show_figures_and_take_evidence_and_its_verification()
    {
        var cast = await DeliveredAsync();
        using var manager = await app.BrowserAsync(cast.Manager);
        using var member = await app.BrowserAsync(cast.LeadMember);
        using var rival = await app.BrowserAsync(cast.Stranger);
        await app.SettledAsync();
        var page = await manager.GetStringAsync(new Uri($"/contracts/{cast.Contract}", UriKind.Relative));
        Assert.Contains("Nechells Joinery Co-op", page, StringComparison.Ordinal);
        Assert.Contains("Lapsed: The college closed its course", page, StringComparison.Ordinal);
        var training = $"/contracts/{cast.Contract}/commitments/{CommitmentOf(cast.Contract, "training")}";
        Assert.Contains(
            "No evidence was recorded",
            await member.GetStringAsync(new Uri(training, UriKind.Relative)),
            StringComparison.Ordinal
        );
        var add = $"{training}/evidence/new";
        var wrong = await member.SendFormAsync(
            add,
            add,
            ("Quantity", "0"),
            ("From.Day", "1"),
            ("From.Month", "4"),
            ("From.Year", "2026"),
            ("Until.Day", "30"),
            ("Until.Month", "6"),
            ("Until.Year", "2026"),
            ("Statement", "Six weeks")
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains("Enter a quantity above 0", wrong.Html, StringComparison.Ordinal);
        Assert.Contains("Six weeks", wrong.Html, StringComparison.Ordinal);
        var done = await member.SendFormAsync(
            add,
            add,
            ("Quantity", "6"),
            ("From.Day", "1"),
            ("From.Month", "4"),
            ("From.Year", "2026"),
            ("Until.Day", "30"),
            ("Until.Month", "6"),
            ("Until.Year", "2026"),
            ("Statement", "Six weeks")
        );
        Assert.Contains("The evidence is recorded", done.Html, StringComparison.Ordinal);
        Assert.Contains("Awaiting verification", done.Html, StringComparison.Ordinal);
        var list = await manager.GetStringAsync(new Uri(training, UriKind.Relative));
        var verify = Regex.Match(list, "href=\"([^\"]+/evidence/[^\"]+)\"").Groups[1].Value;
        var verified = await manager.SendFormAsync(verify, $"{verify}?handler=Verify", ("Quantity", "6"), ("Remark", ""));
        Assert.Contains(">Verified</strong>", verified.Html, StringComparison.Ordinal);
        Assert.Matches(">Verified</dt><dd class=\"govuk-summary-list__value\">6 weeks<", verified.Html);
        using var stranger = await rival.GetAsync(new Uri(training, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
    }

    [Fact]
    public async Task the_verb_writes_the_same_figures_to_a_file()
    {
        var cast = await DeliveredAsync();
        Directory.CreateDirectory(app.Settings.DataFolder);
        var file = Path.Combine(app.Settings.DataFolder, "return.json");
        var run = await UseIt.Marketplace.CommandLine.Report.RunAsync(app.Services, Kind, cast.Contract, "json", file);
        Assert.Equal(
            run.Checksum,
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(file)))
        );
        Assert.Equal(5, JsonNode.Parse(await File.ReadAllTextAsync(file))!["commitments"]!.AsArray().Count);
        var problem = await Assert.ThrowsAsync<UseIt.Marketplace.CommandLine.CommandException>(() =>
            UseIt.Marketplace.CommandLine.Report.RunAsync(app.Services, "weather", cast.Contract, "json", file)
        );
        Assert.Contains(Kind, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task five_thousand_pieces_of_evidence_are_reported_and_shown()
    {
        const int Pieces = 5000;
        var cast = await DeliveredAsync();
        var (commitment, lead) = (CommitmentOf(cast.Contract, "training"), cast.LeadMember.Organisation);
        var period = new Period(new(2026, 4, 1), new(2026, 6, 30));
        var pieces = Enumerable
            .Range(1, Pieces)
            .Select(n => new EvidenceRecorded(
                commitment,
                cast.Contract,
                UuidV5.Of(commitment, $"piece {n}"),
                lead,
                1,
                period,
                $"<b>Week {n}.</b>",
                [],
                cast.LeadMember.Id
            ))
            .ToArray();
        var version = (await app.Store.FetchAsync<Commitment>(commitment)).Version;
        await app.StoreAsync(cast.LeadMember.Id, [(commitment, "commitment", version, pieces)]);
        await app.StoreAsync(
            cast.Manager.Id,
            [
                (
                    commitment,
                    "commitment",
                    version + Pieces,
                    [.. pieces.Select(p => new EvidenceVerified(commitment, cast.Contract, p.EvidenceId, 1, null))]
                ),
            ]
        );

        var report = RunReportHandler.ReportOf(await app.DoAsync(new RunReport(Kind, cast.Contract)));
        var html = await cast.Manager.Http.GetStringAsync(new Uri($"/api/v1/reports/{report}.html", UriKind.Relative));
        var figure = await cast.Manager.Http.ReadAsync($"/api/v1/reports/{report}/evidence/{commitment:N}-verified");

        Assert.InRange(html.Length, 1 << 20, int.MaxValue);
        Assert.Equal(
            Enumerable.Range(1, Pieces),
            Regex.Matches(html, "&lt;b&gt;Week (\\d+)\\.&lt;/b&gt;").Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))
        );
        Assert.Equal(
            Pieces,
            Regex.Count(
                html,
                "Week \\d+\\.&lt;/b&gt;</td><td class=\"n\">1</td><td class=\"n\">1</td><td>Verified\\s*</td><td>Grace Okafor</td><td>Priya Raman</td>"
            )
        );
        Assert.Equal(5000m, figure["figure"]!["value"]!.GetValue<decimal>());
        Assert.Equal(2 * Pieces, figure["facts"]!.AsArray().Count);
    }

    [Fact]
    public async Task an_unknown_kind_or_a_cut_in_the_future_is_refused()
    {
        var cast = await DeliveredAsync();
        var tokens = app.Services.GetRequiredService<PositionTokens>();
        await cast.Manager.Http.RefusedAsync("/api/v1/reports", new { kind = "weather", subjectId = cast.Contract }, "report-kind-unknown");
        await cast.Manager.Http.RefusedAsync(
            "/api/v1/reports",
            new
            {
                kind = Kind,
                subjectId = cast.Contract,
                dataCut = tokens.Of(999_999_999),
            },
            "cut-in-future"
        );
        await cast.Manager.Http.RefusedAsync(
            "/api/v1/reports",
            new
            {
                kind = Kind,
                subjectId = cast.Contract,
                dataCut = tokens.Of(1),
            },
            "report-empty"
        );
        // A number, with which the end of the log could be sought, is none.
        foreach (var cut in new object[] { 1, "1", "AAAAAAAAAAAAAAAAAAAAAA" })
        {
            using var sought = await cast.Manager.Http.SendCommandAsync(
                HttpMethod.Post,
                "/api/v1/reports",
                new
                {
                    kind = Kind,
                    subjectId = cast.Contract,
                    dataCut = cut,
                }
            );
            Assert.Equal(HttpStatusCode.BadRequest, sought.StatusCode);
            Assert.Contains("\"dataCut\"", await sought.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    /// <summary>The delivery story again, on the real store and over HTTP.</summary>
    private async Task<Cast> DeliveredAsync()
    {
        var buyer = await app.OrganisationAsync("Selly Vale Hospital", OrganisationKind.Buyer);
        var lead = await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        var partner = await app.OrganisationAsync("Nechells Joinery Co-op", OrganisationKind.Enterprise);
        var manager = await app.PersonAsync("Priya Raman", buyer, Roles.ContractManager);
        var member = await app.PersonAsync("Grace Okafor", lead, Roles.Member, Roles.Signatory);
        var joiner = await app.PersonAsync("Tom Reilly", partner, Roles.Member, Roles.Signatory);
        var stranger = await app.PersonAsync(
            "Rival Person",
            await app.OrganisationAsync("Rival Ltd", OrganisationKind.Enterprise),
            Roles.Member
        );

        var contract = Guid.CreateVersion7();
        var bid = Guid.CreateVersion7();
        (string Name, string Title, decimal Quantity, string Unit)[] promises =
        [
            ("jobs", "Jobs for local people", 16, "full-time equivalents"),
            ("volunteering", "Volunteering", 200, "hours"),
            ("carbon", "Carbon saved", 10.5m, "tonnes of CO2e"),
            ("apprentices", "Apprenticeships", 4, "apprentices"),
            ("training", "Training weeks", 30, "weeks"),
        ];
        List<(Guid, string, long, IReadOnlyList<object>)> writes = [];
        void Write(Guid stream, string type, params IReadOnlyList<object> facts) => writes.Add((stream, type, 0, facts));
        Write(
            contract,
            "contract",
            new ContractPrepared(
                contract,
                Guid.CreateVersion7(),
                Guid.Empty,
                Guid.Empty,
                buyer,
                [lead, partner],
                lead,
                null,
                "Grounds and joinery",
                new Money(240_000m),
                new Period(new(2026, 4, 1), new(2027, 3, 31)),
                "ab12",
                [.. promises.Select(p => CommitmentOf(contract, p.Name))]
            )
        );
        foreach (var p in promises)
        {
            var id = CommitmentOf(contract, p.Name);
            Write(
                id,
                "commitment",
                new CommitmentPromised(
                    id,
                    Guid.CreateVersion7(),
                    Guid.Empty,
                    Guid.Empty,
                    bid,
                    lead,
                    p.Title,
                    "As in our bid",
                    new CommitmentMetric("PPN 002", "February 2025", "1a", p.Unit, new(2027, 3, 31)),
                    p.Quantity,
                    true
                ),
                new CommitmentContracted(id, contract, buyer, [lead, partner], new(2027, 3, 31))
            );
        }
        await app.StoreAsync(Guid.Empty, writes);
        foreach (var signer in new[] { manager, member, joiner })
            await signer.Http.DoAsync(
                $"/api/v1/contracts/{contract}/signatures",
                new
                {
                    partyId = signer.Organisation,
                    documentSha256 = "ab12",
                    capacity = "director",
                    method = "Typed",
                    statement = "I may sign for my organisation and agree to these terms.",
                }
            );

        var five = await EvidenceAsync(member, contract, "jobs", 5);
        await BuyerAsync("jobs", five, "verify", new { quantity = 5 });
        var four = await EvidenceAsync(joiner, contract, "jobs", 4);
        await BuyerAsync("jobs", four, "verify", new { quantity = 3, remark = "One contract ended within a month" });
        var two = await EvidenceAsync(member, contract, "jobs", 2);
        await member.Http.DoAsync(Path("jobs", two, "withdraw"), new { reason = "Counted twice" });
        var hours = await EvidenceAsync(member, contract, "volunteering", 120);
        await BuyerAsync("volunteering", hours, "dispute", new { reason = "The sheets show 90" });
        await member.Http.DoAsync(Path("volunteering", hours, "correct"), new { quantity = 90, reason = "Travel was counted" });
        await BuyerAsync("volunteering", hours, "verify", new { quantity = 90 });
        var more = await EvidenceAsync(joiner, contract, "volunteering", 100);
        await BuyerAsync("volunteering", more, "dispute", new { reason = "No sheets" });
        await manager.Http.DoAsync(
            $"/api/v1/contracts/{contract}/commitments/{CommitmentOf(contract, "carbon")}/vary",
            new { quantity = 8, reason = "One site was sold" }
        );
        var carbon = await EvidenceAsync(member, contract, "carbon", 8.4m);
        await BuyerAsync("carbon", carbon, "verify", new { quantity = 8.4m });
        var apprentice = await EvidenceAsync(joiner, contract, "apprentices", 1);
        await BuyerAsync("apprentices", apprentice, "verify", new { quantity = 1 });
        await manager.Http.DoAsync(
            $"/api/v1/contracts/{contract}/commitments/{CommitmentOf(contract, "apprentices")}/lapse",
            new { reason = "The college closed its course" }
        );
        return new Cast(contract, manager, member, joiner, stranger);

        string Path(string commitment, Guid evidence, string act) =>
            $"/api/v1/contracts/{contract}/commitments/{CommitmentOf(contract, commitment)}/evidence/{evidence}/{act}";
        Task BuyerAsync(string commitment, Guid evidence, string act, object body) =>
            manager.Http.DoAsync(Path(commitment, evidence, act), body);
    }

    private static Guid CommitmentOf(Guid contract, string name) => UuidV5.Of(contract, name);

    private static async Task<Guid> EvidenceAsync(TestPerson person, Guid contract, string commitment, decimal quantity)
    {
        var answer = await person.Http.DoAsync(
            $"/api/v1/contracts/{contract}/commitments/{CommitmentOf(contract, commitment)}/evidence",
            new
            {
                quantity,
                period = new { start = "2026-04-01", end = "2026-06-30" },
                statement = "<b>Delivered</b>",
            }
        );
        return Guid.Parse(answer["id"]!.GetValue<string>(), CultureInfo.InvariantCulture);
    }
}
