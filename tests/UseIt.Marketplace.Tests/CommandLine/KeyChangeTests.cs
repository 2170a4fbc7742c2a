using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.Tests.CommandLine;

/// <summary>A node that still wraps under the former key, and reads what is wrapped under the next.</summary>
public sealed class TwoKeysApp : MarketplaceApp
{
    public static byte[] Next { get; } = [.. Enumerable.Range(100, 32).Select(n => (byte)n)];

    protected override IReadOnlyList<byte[]> OtherKeys => [Next];
}

public sealed class KeyChangeTests(TwoKeysApp app) : IClassFixture<TwoKeysApp>
{
    private static readonly KeyRing Ring = new(TwoKeysApp.Next, MarketplaceApp.TestKey);

    [Fact]
    public async Task every_key_is_wrapped_anew_while_a_server_works_and_the_former_is_needed_no_more()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Ladywood Grounds CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        await bidder.SubmitAsync(bid);
        var erased = await app.PersonAsync("Ed Erased", bidder.Id, Roles.Member);
        await app.SettledAsync();
        await app.Services.GetRequiredService<Vault>().EraseAsync(erased.Id, "a test");
        // As it was written before a wrapped key named the key it is wrapped under.
        var old = Guid.CreateVersion7();
        await app.SqlAsync(
            "insert into secrets.subject_key (subject, wrapped, created) values ($1, $2, events.clock())",
            old,
            KeyWrap.Wrap(MarketplaceApp.TestKey, RandomNumberGenerator.GetBytes(32), old.ToByteArray())
        );
        var sealedBefore = await app.Services.GetRequiredService<Vault>().SealAsync(old, "kept");

        await using var secrets = new SecretsSource(app.Database, app.Settings);
        var change = new KeyChange(secrets, Ring);
        var all = await change.LeftAsync();
        Assert.True(all > 5);
        // Interrupted, twice at once, and gone on with; meanwhile the server reads both and writes under its own.
        Assert.Equal(3, await change.RunAsync(most: 3));
        Assert.Equal(all - 3, await change.LeftAsync());
        var meanwhile = await app.PersonAsync("Mia Meanwhile", bidder.Id, Roles.Member);
        Assert.Equal("Mia Meanwhile", await NameOfAsync(app.Services, meanwhile.Id));
        var both = await Task.WhenAll(change.RunAsync(), new KeyChange(secrets, Ring).RunAsync());
        Assert.True(both.Sum() >= all - 3);
        Assert.Equal(0, await change.LeftAsync());
        Assert.Equal(0, await change.RunAsync());
        await change.RewriteAsync();
        Assert.True(await app.AskAsync<bool>($"select wrapped is null from secrets.subject_key where subject = '{erased.Id}'"));
        await meanwhile.Http.ReadAsync("/api/v1/me");

        // With the next key alone everything is read, found and proven.
        await using var next = Services(TwoKeysApp.Next);
        Assert.Equal("kept", await next.GetRequiredService<Vault>().RevealAsync(sealedBefore));
        Assert.Equal("Mia Meanwhile", await NameOfAsync(next, meanwhile.Id));
        Assert.Equal(meanwhile.Id, await next.GetRequiredService<People>().ByMailAsync($"mia.meanwhile.{meanwhile.Id:N}@example.org"));
        Assert.Equal(
            (await app.Services.GetRequiredService<Tokens>().KeyAsync()).KeyId,
            (await next.GetRequiredService<Tokens>().KeyAsync()).KeyId
        );
        Assert.NotEmpty(next.GetRequiredService<ProtectionKeys>().GetAllElements());
        await app.SettledAsync();
        using var said = new StringWriter();
        Assert.True(await VerifyLog.RunAsync(next, said) == 0, said.ToString());

        // With the former alone nothing is.
        await using var former = Services(MarketplaceApp.TestKey);
        await Assert.ThrowsAnyAsync<CryptographicException>(() => former.GetRequiredService<Vault>().RevealAsync(sealedBefore));

        // A sealed bid opens as it would have.
        await app.ClosedAsync(tender);
        await tender.RequestOpeningAsync();
        await app.UntilFactAsync<BidOpened>(bid);
    }

    [Fact]
    public async Task every_table_of_wrapped_keys_is_known() =>
        Assert.Equal(
            (
                await app.AskAsync<string[]>(
                    "select array_agg(table_name::text) from information_schema.columns where table_schema = 'secrets' and column_name = 'wrapped'"
                )
            ).Order(StringComparer.Ordinal),
            KeyChange.Known.Order(StringComparer.Ordinal)
        );

    [Fact]
    public async Task a_key_that_opens_under_none_that_is_set_stops_it_and_is_named()
    {
        var strange = Guid.CreateVersion7();
        var wrapped = new KeyRing(RandomNumberGenerator.GetBytes(32)).Wrap(new byte[32], strange.ToByteArray());
        await app.SqlAsync("insert into secrets.subject_key (subject, wrapped, created) values ($1, $2, events.clock())", strange, wrapped);
        try
        {
            await using var secrets = new SecretsSource(app.Database, app.Settings);
            var stopped = await Assert.ThrowsAsync<CommandException>(() => new KeyChange(secrets, Ring).RunAsync());
            Assert.Contains($"{strange}", stopped.Message, StringComparison.Ordinal);
        }
        finally
        {
            await app.SqlAsync("delete from secrets.subject_key where subject = $1", strange);
        }
    }

    [Fact]
    public async Task keys_that_everything_rests_on_are_not_made_from_another_key_than_the_first()
    {
        app.Services.GetRequiredService<DerivedKeys>().Of(DerivedKeys.Digest);
        var kept = await app.AskAsync<string>("select json_agg(k)::text from secrets.derived_key k");
        await app.SqlAsync("delete from secrets.derived_key");
        // The ring of the forms is wrapped under the key of the installation.
        _ = app.Services.GetRequiredService<ProtectionKeys>().GetAllElements();
        await app.SqlAsync(
            "insert into secrets.protection_key (name, wrapped, created) values ('first', $1, '2001-01-01') on conflict do nothing",
            new KeyRing(MarketplaceApp.TestKey).Wrap("<key/>"u8.ToArray(), ProtectionKeys.Purpose)
        );
        try
        {
            await using var strange = Services(RandomNumberGenerator.GetBytes(32));
            Assert.Throws<CryptographicException>(() => strange.GetRequiredService<DerivedKeys>().Of(DerivedKeys.Digest));
            Assert.Equal(0L, await app.AskAsync<long>("select count(*) from secrets.derived_key"));
        }
        finally
        {
            await app.SqlAsync("delete from secrets.protection_key where name = 'first'");
            await app.SqlAsync(
                "insert into secrets.derived_key select * from json_populate_recordset(null::secrets.derived_key, $1::json)",
                kept
            );
        }
    }

    [Fact]
    public async Task a_node_with_another_key_does_not_start_and_says_why()
    {
        app.Services.GetRequiredService<DerivedKeys>().Of(DerivedKeys.Digest);
        var ended = await Verb.RunAsync(
            ["serve", "--urls", "http://127.0.0.1:0"],
            [
                .. Verb.On(app.Settings.ConnectionString),
                ("Keys__KeyEncryptionKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))),
            ]
        );
        Assert.Equal(1, ended.Code);
        Assert.Contains("wrapped under another key-encryption key", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_verb_says_what_is_left_and_wraps_it()
    {
        // As a server has made them that was started once.
        app.Services.GetRequiredService<DerivedKeys>().Of(DerivedKeys.Digest);
        (string, string)[] exchanged =
        [
            .. Verb.On(app.Settings.ConnectionString),
            ("Keys__KeyEncryptionKey", Convert.ToBase64String(TwoKeysApp.Next)),
            ("Keys__OtherKeyEncryptionKey", Convert.ToBase64String(MarketplaceApp.TestKey)),
        ];
        var done = await Verb.RunAsync(["keys", "rewrap"], exchanged);
        Assert.True(done.Code == 0, done.Error);
        Assert.Contains(
            $"0 keys are wrapped under another key than {KeyRing.NameOf(TwoKeysApp.Next)}.",
            done.Output,
            StringComparison.Ordinal
        );
        var left = await Verb.RunAsync(["keys"], exchanged);
        Assert.StartsWith("0 keys", left.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void what_is_wrapped_names_its_key_and_opens_for_nothing_else()
    {
        var (first, second) = (new KeyRing(MarketplaceApp.TestKey), new KeyRing(TwoKeysApp.Next));
        var wrapped = first.Wrap([1, 2, 3], "for this");
        Assert.True(first.IsCurrent(wrapped));
        Assert.False(second.IsCurrent(wrapped));
        Assert.Equal([1, 2, 3], Ring.Unwrap(wrapped, "for this"));
        Assert.ThrowsAny<CryptographicException>(() => Ring.Unwrap(wrapped, "for that"));
        Assert.ThrowsAny<CryptographicException>(() => second.Unwrap(wrapped, "for this"));
        Assert.ThrowsAny<CryptographicException>(() => first.Unwrap([1, 2], "for this"));
        wrapped[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => first.Unwrap(wrapped, "for this"));
        Assert.DoesNotContain(
            Convert.ToHexStringLower(MarketplaceApp.TestKey)[..16],
            KeyRing.NameOf(MarketplaceApp.TestKey),
            StringComparison.Ordinal
        );
    }

    private ServiceProvider Services(byte[] key)
    {
        var services = new ServiceCollection().AddLogging();
        MarketplaceHost.AddMarketplace(
            services,
            app.Settings with
            {
                KeyEncryptionKey = key,
                OtherKeyEncryptionKeys = [],
                Works = false,
            },
            MarketplaceHost.Modules()
        );
        return services.BuildServiceProvider();
    }

    private static async Task<string> NameOfAsync(IServiceProvider services, Guid person)
    {
        var registered = (await services.GetRequiredService<Marten.IDocumentStore>().ReadStreamAsync(person))
            .Select(e => e.Data)
            .OfType<PersonRegistered>()
            .Single();
        return await services.GetRequiredService<Vault>().RevealAsync(registered.Name);
    }
}
