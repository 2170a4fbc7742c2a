using System.Text;
using System.Text.Json;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Tests.Bids;

public sealed class SealingTests : IDisposable
{
    private static readonly SealHeader Header = new(Guid.NewGuid(), Guid.NewGuid(), BidPart.Quality, Guid.NewGuid(), 1, Guid.NewGuid());
    private static readonly byte[] Answers = Encoding.UTF8.GetBytes("""{"answer":"Twelve apprentices from Ladywood"}""");

    private readonly OpeningKey tender = OpeningKey.New();
    private readonly OpeningKey team = OpeningKey.New();
    private readonly Guid reference = Guid.NewGuid();

    public void Dispose()
    {
        tender.Dispose();
        team.Dispose();
    }

    [Fact]
    public void the_tender_and_the_team_can_open_what_the_team_sealed()
    {
        Sealed part = Seal();
        Assert.Equal(Answers, Sealing.Open(Header, part.Envelope, part.Ciphertext, tender).Value);
        Assert.Equal(Answers, Sealing.Open(Header, part.Envelope, part.Ciphertext, team).Value);
        Assert.Equal((1, tender.KeyId, reference), (part.Envelope.V, part.Envelope.Kid, part.Envelope.CiphertextReference));
        Assert.Equal([tender.KeyId, team.KeyId], part.Envelope.Wraps.Select(wrap => wrap.To));
    }

    [Fact]
    public void nobody_else_can()
    {
        Sealed part = Seal();
        using OpeningKey stranger = OpeningKey.New();
        Assert.Equal("not-sealed-to-this-key", Code(Header, part.Envelope, part.Ciphertext, stranger));
        // Even with the wrap relabelled to the stranger's key.
        Envelope relabelled = part.Envelope with
        {
            Wraps = [part.Envelope.Wraps[0] with { To = stranger.KeyId }],
        };
        Assert.Equal("key-wrap-broken", Code(Header, relabelled, part.Ciphertext, stranger));
    }

    [Fact]
    public void a_header_of_anything_else_does_not_open_it()
    {
        Sealed part = Seal();
        SealHeader[] others =
        [
            Header with
            {
                TenderId = Guid.NewGuid(),
            },
            Header with
            {
                LotId = Guid.NewGuid(),
            },
            Header with
            {
                BidId = Guid.NewGuid(),
            },
            Header with
            {
                LeadId = Guid.NewGuid(),
            },
            Header with
            {
                Version = 2,
            },
            Header with
            {
                Part = BidPart.Price,
            },
            Header with
            {
                TenderId = Header.LotId,
                LotId = Header.TenderId,
            },
        ];
        Assert.All(others, other => Assert.Equal("sealed-for-something-else", Code(other, part.Envelope, part.Ciphertext, tender)));
    }

    [Fact]
    public void quality_and_price_cannot_be_swapped()
    {
        SealHeader price = Header with { Part = BidPart.Price };
        Sealed one = Seal();
        Sealed other = Sealing.Seal(price, "£33,721.00"u8, tender.Public, team.Public, reference);
        Assert.Equal("sealed-for-something-else", Code(price, one.Envelope, one.Ciphertext, tender));
        Assert.Equal("seal-broken", Code(Header, one.Envelope, other.Ciphertext, tender));
        Assert.Equal("seal-broken", Code(price, other.Envelope, one.Ciphertext, tender));
    }

    [Fact]
    public void one_changed_byte_anywhere_in_the_ciphertext_breaks_the_seal()
    {
        Sealed part = Seal();
        foreach (int at in new[] { 0, 1, 100, 2047, part.Ciphertext.Length - 1 })
        {
            byte[] changed = [.. part.Ciphertext];
            changed[at] ^= 1;
            Assert.Equal("seal-broken", Code(Header, part.Envelope, changed, tender));
        }

        Assert.Equal("seal-broken", Code(Header, part.Envelope, part.Ciphertext[..^1], tender));
        Assert.Equal("seal-broken", Code(Header, part.Envelope, [.. part.Ciphertext, 0], tender));
        Assert.Equal("seal-broken", Code(Header, part.Envelope, [], tender));
    }

    [Fact]
    public void one_changed_byte_in_the_record_is_found_and_named()
    {
        Sealed part = Seal();
        Assert.Equal(
            "sealed-for-something-else",
            Code(Header, part.Envelope with { Nonce = Change(part.Envelope.Nonce) }, part.Ciphertext, tender)
        );
        Assert.Equal(
            "sealed-for-something-else",
            Code(Header, part.Envelope with { Commitment = Change(part.Envelope.Commitment) }, part.Ciphertext, tender)
        );
        Assert.Equal("seal-broken", Code(Header, part.Envelope with { Tag = Change(part.Envelope.Tag) }, part.Ciphertext, tender));
        Assert.Equal("envelope-unreadable", Code(Header, part.Envelope with { Tag = "AAAA" }, part.Ciphertext, tender));
        Assert.Equal("envelope-unreadable", Code(Header, part.Envelope with { Nonce = "not base64!" }, part.Ciphertext, tender));
        Assert.Equal("envelope-version-unknown", Code(Header, part.Envelope with { V = 2 }, part.Ciphertext, tender));
        Assert.Equal("envelope-version-unknown", Code(Header, part.Envelope with { Alg = "none" }, part.Ciphertext, tender));
        for (int at = 0; at < 113; at++)
        {
            Wrap[] wraps = [part.Envelope.Wraps[0] with { Wrapped = Change(part.Envelope.Wraps[0].Wrapped, at) }, part.Envelope.Wraps[1]];
            Assert.Equal("key-wrap-broken", Code(Header, part.Envelope with { Wraps = wraps }, part.Ciphertext, tender));
        }

        Assert.Equal(
            "key-wrap-broken",
            Code(Header, part.Envelope with { Wraps = [part.Envelope.Wraps[0] with { Wrapped = "?" }] }, part.Ciphertext, tender)
        );
    }

    [Fact]
    public void the_key_of_another_bid_does_not_open_it_even_when_wrapped_for_the_same_holder()
    {
        Sealed part = Seal();
        Sealed other = Seal();
        Assert.Equal(
            "sealed-for-something-else",
            Code(Header, part.Envelope with { Wraps = other.Envelope.Wraps }, part.Ciphertext, tender)
        );
    }

    [Fact]
    public void sealing_twice_shows_nothing_in_common_and_no_length()
    {
        Sealed one = Seal();
        Sealed other = Seal();
        Sealed empty = Sealing.Seal(Header, [], tender.Public, team.Public, reference);
        Assert.NotEqual(one.Envelope.Nonce, other.Envelope.Nonce);
        Assert.NotEqual(one.Envelope.Commitment, other.Envelope.Commitment);
        Assert.NotEqual(one.Ciphertext, other.Ciphertext);
        Assert.Equal(4096, one.Ciphertext.Length);
        Assert.Equal(4096, empty.Ciphertext.Length);
        Assert.Empty(Sealing.Open(Header, empty.Envelope, empty.Ciphertext, tender).Value);
        Assert.Equal(-1, one.Ciphertext.AsSpan().IndexOf("Ladywood"u8));
    }

    [Fact]
    public void when_openers_are_lost_the_team_adds_a_new_holder_to_its_own_copy()
    {
        Sealed part = Seal();
        using OpeningKey replaced = OpeningKey.New();
        Envelope added = Sealing.AddHolder(Header, part.Envelope, team, replaced.Public).Value;
        Assert.Equal(Answers, Sealing.Open(Header, added, part.Ciphertext, replaced).Value);
        Assert.Equal(part.Sha256, Sealing.Digest(Header, added, part.Ciphertext));
        using OpeningKey stranger = OpeningKey.New();
        Assert.Equal("not-sealed-to-this-key", Sealing.AddHolder(Header, part.Envelope, stranger, replaced.Public).Refusal?.Code);
    }

    [Fact]
    public void the_digest_of_the_receipt_moves_with_every_byte()
    {
        Sealed part = Seal();
        byte[] changed = [.. part.Ciphertext];
        changed[^1] ^= 1;
        string[] digests =
        [
            part.Sha256,
            Sealing.Digest(Header, part.Envelope, changed),
            Sealing.Digest(Header with { Version = 2 }, part.Envelope, part.Ciphertext),
            Sealing.Digest(Header, part.Envelope with { Nonce = Change(part.Envelope.Nonce) }, part.Ciphertext),
            Sealing.Digest(Header, part.Envelope with { Tag = Change(part.Envelope.Tag) }, part.Ciphertext),
            Sealing.Digest(Header, part.Envelope with { Commitment = Change(part.Envelope.Commitment) }, part.Ciphertext),
        ];
        Assert.Equal(digests.Length, digests.Distinct().Count());
        Assert.Matches("^[0-9a-f]{64}$", part.Sha256);
    }

    [Fact]
    public void the_record_comes_back_from_the_log_and_still_opens()
    {
        Sealed part = Seal();
        Envelope stored = JsonSerializer.Deserialize<Envelope>(
            JsonSerializer.Serialize(part.Envelope, EventJson.Options),
            EventJson.Options
        )!;
        Assert.Equal(Answers, Sealing.Open(Header, stored, part.Ciphertext, tender).Value);
    }

    [Fact]
    public void a_bid_sealed_by_the_first_version_opens_for_ever()
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Bids", "sealed-part-v1.json"))
        );
        JsonElement root = file.RootElement;
        SealHeader header = root.GetProperty("header").Deserialize<SealHeader>(EventJson.Options)!;
        Envelope envelope = root.GetProperty("envelope").Deserialize<Envelope>(EventJson.Options)!;
        byte[] ciphertext = root.GetProperty("ciphertext").GetBytesFromBase64();
        Assert.Equal(root.GetProperty("headerBytes").GetString(), Convert.ToHexStringLower(header.ToBytes()));
        foreach (string name in new[] { "tenderSecret", "teamSecret" })
        {
            using OpeningKey key = OpeningKey.From(root.GetProperty(name).GetBytesFromBase64());
            Assert.Equal(
                root.GetProperty("content").GetString(),
                Encoding.UTF8.GetString(Sealing.Open(header, envelope, ciphertext, key).Value)
            );
        }

        Assert.Equal(root.GetProperty("sha256").GetString(), Sealing.Digest(header, envelope, ciphertext));
    }

    private Sealed Seal() => Sealing.Seal(Header, Answers, tender.Public, team.Public, reference);

    private static string? Code(SealHeader header, Envelope envelope, byte[] ciphertext, OpeningKey key)
    {
        Answer<byte[]> answer = Sealing.Open(header, envelope, ciphertext, key);
        return answer.Refusal?.Code;
    }

    private static string Change(string base64, int at = 0)
    {
        byte[] bytes = Convert.FromBase64String(base64);
        bytes[at] ^= 1;
        return Convert.ToBase64String(bytes);
    }
}
