using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Contracts;

/// <summary>What came of a contract, for somebody who is not signed in.</summary>
public sealed class PublicOutcomesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task nothing_is_told_before_the_award_is_public_and_then_what_was_verified_and_no_word_of_anybody()
    {
        var told = await ToldCommitments.TellAsync(app);
        await app.SettledAsync();
        using var anybody = await app.ClientAsync();
        var (contract, buyer) = ($"/delivered/contracts/{told.Contract}", $"/delivered/buyers/{told.Buyer}");
        foreach (var path in new[] { contract, buyer, $"/api/v1{contract}" })
            Assert.Equal(HttpStatusCode.NotFound, (await SeenAsync(anybody, path)).Status);

        await told.PublishAsync(app);
        await app.SettledAsync();
        var page = await SeenAsync(anybody, contract);
        Assert.Equal("What came of it", page.Heading);
        foreach (
            var shown in new[]
            {
                "Green Ladywood",
                "Ladywood Grounds CIC: Grounds and planting",
                "Nechells Joinery Co-op: Benches and fences",
                "£45,400",
                "Promise late",
                "40 hours",
                "4.5 tonnes of CO2e",
                "The rest will not be delivered",
            }
        )
            Assert.Contains(shown, page.Html, StringComparison.Ordinal);
        // What nobody has verified is no delivery; shares, and what people wrote, are nobody else's.
        foreach (
            var hidden in new[] { "30 hours</dd><dt>Delivered", "5 people", "61.73", "38.27", "Amina", "No sheets", "college", "Okafor" }
        )
            Assert.DoesNotContain(hidden, page.Html, StringComparison.Ordinal);
        var lines = (await anybody.ReadAsync($"/api/v1{contract}"))["items"]!.AsArray();
        Assert.Equal(
            [
                ("Promise awaiting", null),
                ("Promise disputed", null),
                ("Promise lapsed", null),
                ("Promise late", 40m),
                ("Promise met", 4.5m),
                ("Promise soon", null),
            ],
            lines.Select(l => (l!["title"]!.GetValue<string>(), l["verified"]?.GetValue<decimal>())).OrderBy(l => l.Item1)
        );
        Assert.DoesNotContain("Amina", lines.ToJsonString(), StringComparison.Ordinal);

        var all = await SeenAsync(anybody, buyer);
        Assert.Contains(contract, all.Html, StringComparison.Ordinal);
        Assert.Matches("hours</td><td[^>]*>130</td><td[^>]*>40</td>", all.Html);
        Assert.Contains($"#award-{told.Award}", (await SeenAsync(anybody, "/awards")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_photo_is_shown_once_it_is_verified_and_only_where_nobody_can_be_recognised()
    {
        var told = await ToldCommitments.TellAsync(app);
        var (open, people) = (await PhotoAsync(told), await PhotoAsync(told));
        var (shown, hidden) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.StoreAsync(
            told.Id("soon"),
            "commitment",
            2,
            told.Recorded("soon", 1, shown, [open]),
            told.Recorded("soon", 1, hidden) with
            {
                DocumentIds = [people],
            },
            new EvidenceVerified(told.Id("soon"), told.Contract, hidden, 1, null)
        );
        await told.PublishAsync(app);
        await app.SettledAsync();
        using var anybody = await app.ClientAsync();
        string At(Guid photo, string name = "soon") => $"/delivered/contracts/{told.Contract}/commitments/{told.Id(name)}/photos/{photo}";
        foreach (var path in new[] { At(open), At(people), At(Guid.NewGuid()) })
            Assert.Equal(HttpStatusCode.NotFound, (await SeenAsync(anybody, path)).Status);

        await app.StoreAsync(told.Id("soon"), "commitment", 5, new EvidenceVerified(told.Id("soon"), told.Contract, shown, 1, null));
        await app.SettledAsync();
        Assert.Equal(Pictures.Jpeg(told: false), await anybody.GetByteArrayAsync(new Uri(At(open), UriKind.Relative)));
        foreach (var path in new[] { At(people), At(open, "late") })
            Assert.Equal(HttpStatusCode.NotFound, (await SeenAsync(anybody, path)).Status);
        var page = await SeenAsync(anybody, $"/delivered/contracts/{told.Contract}");
        Assert.Contains(At(open), page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(people.ToString(), page.Html, StringComparison.Ordinal);

        await app.StoreAsync(
            told.Id("soon"),
            "commitment",
            6,
            new EvidenceDisputed(told.Id("soon"), told.Contract, shown, "Another place")
        );
        await app.SettledAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await SeenAsync(anybody, At(open))).Status);
    }

    [Fact]
    public async Task only_a_picture_of_the_evidence_can_be_shown_to_everybody()
    {
        var told = await ToldCommitments.TellAsync(app);
        var photo = await PhotoAsync(told);
        foreach (var (documents, shown) in new (Guid[], Guid[])[] { ([], [photo]), ([photo], [Guid.NewGuid()]) })
            await told.Lead.Http.RefusedAsync(
                $"/api/v1/contracts/{told.Contract}/commitments/{told.Id("soon")}/evidence",
                new
                {
                    quantity = 1,
                    period = new { start = told.Today, end = told.Today },
                    statement = "Somebody",
                    documentIds = documents,
                    publicPhotos = shown,
                },
                "public-photo-wrong"
            );
    }

    // A picture that came in chunks, as over the API, with all it tells.
    private async Task<Guid> PhotoAsync(ToldCommitments told)
    {
        var (document, bytes) = (Guid.CreateVersion7(), Pictures.Jpeg());
        var files = app.Services.GetRequiredService<Files>();
        var upload = new Upload(
            document,
            told.Lead.Organisation,
            told.Lead.Id,
            "photo.jpg",
            "image/jpeg",
            null,
            Classification.Restricted,
            bytes.Length,
            0
        );
        await files.BeginAsync(upload, default);
        await files.WriteAsync(upload, new MemoryStream(bytes), default);
        await told.Lead.Http.DoAsync($"/api/v1/documents/{document}/store", new { });
        return document;
    }

    private static async Task<Seen> SeenAsync(HttpClient client, string path) =>
        await Seen.OfAsync(await client.GetAsync(new Uri(path, UriKind.Relative)));
}
