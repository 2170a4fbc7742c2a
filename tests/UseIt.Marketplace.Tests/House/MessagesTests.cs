using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mono.Cecil;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.House;

/// <summary>
/// What waits in a queue must be understood by the program of tomorrow: names and bodies of all messages are frozen in FrozenMessages.json.
/// After adding one, run the tests once with USEIT_FREEZE=1 and look at the difference before committing it.
/// </summary>
public sealed class MessagesTests
{
    private static readonly JsonSerializerOptions Indented = new(EventJson.Options) { WriteIndented = true };
    private static readonly string Frozen = Path.Combine(
        Checkout.Folder,
        "tests",
        "UseIt.Marketplace.Tests",
        "House",
        "FrozenMessages.json"
    );

    // What a text in a queued message may be: the name of something, or what stands in a public notice anyway.
    private static readonly HashSet<string> Names =
    [
        "ConfirmImportedNotice.NoticeId",
        "ConfirmImportedNotice.Ocid",
        "ConfirmImportedNotice.Proof",
        "EndLotUnsuccessful.Reason",
        "WarnBidders.Kind",
        "RemindOfCommitment.Kind",
        "NotifyMembers.Roles",
        "NotifyMembers.Kind",
        "NotifyMembers.Link",
        "NotifyAboutTender.BuyerRoles",
        "NotifyAboutTender.Kind",
        "NotifyTeam.Kind",
        "SettleMessage.Kinds",
        "StoreDocument.Sha256",
        "OpenSealedBid.Opened.EnvelopeSha256",
    ];

    private static IEnumerable<Type> All =>
        MarketplaceHost
            .Assemblies.SelectMany(a => a.GetTypes())
            .Where(MessageSettings.IsMessage)
            .OrderBy(t => t.Name, StringComparer.Ordinal);

    [Fact]
    public void names_and_bodies_of_every_message_are_as_they_were_frozen()
    {
        var now = new JsonObject(
            All.Select(t => KeyValuePair.Create(NameOf(t), JsonSerializer.SerializeToNode(Sample.Of(t), t, EventJson.Options)))
        );
        if (Environment.GetEnvironmentVariable("USEIT_FREEZE") == "1")
            File.WriteAllText(Frozen, now.ToJsonString(Indented) + "\n");
        var frozen = JsonNode.Parse(File.ReadAllText(Frozen))!.AsObject();
        Assert.Equal(frozen.Select(f => f.Key), now.Select(f => f.Key));
        foreach (var (name, sample) in frozen)
            Assert.Equal($"{name} {sample!.ToJsonString()}", $"{name} {now[name]!.ToJsonString()}");
    }

    [Fact]
    public void every_frozen_message_is_read_and_written_unchanged()
    {
        var types = All.ToDictionary(NameOf);
        foreach (var (name, sample) in JsonNode.Parse(File.ReadAllText(Frozen))!.AsObject())
        {
            var message = JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(sample!.ToJsonString()), types[name], EventJson.Options)!;
            Assert.Equal(sample.ToJsonString(), JsonSerializer.SerializeToNode(message, types[name], EventJson.Options)!.ToJsonString());
        }
    }

    [Fact]
    public void a_message_prints_its_name_and_nothing_it_holds() => Assert.All(All, t => Assert.Equal(t.Name, Sample.Of(t).ToString()));

    [Fact]
    public void what_is_queued_holds_ids_numbers_instants_and_ciphertext()
    {
        var queued = Queued().ToArray();
        Assert.Contains(queued, t => t.Name == "CloseTender");
        Assert.Contains(queued, t => t.Name == "PrepareContract");
        Assert.Contains(queued, t => t.Name == "NotifyMembers");
        Assert.Empty(queued.SelectMany(t => Texts(t, t.Name)).Where(text => !Names.Contains(text)).Order());
    }

    private static string NameOf(Type type) =>
        new MessageNames().TryDetermineName(type, out var name) ? name : throw new InvalidOperationException();

    /// <summary>The messages made where something is sent: in reactions, and where a decision sends.</summary>
    private static IEnumerable<Type> Queued()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(MarketplaceHost).Assembly.Location);
        var types = All.ToDictionary(t => t.FullName!);
        var made = new HashSet<Type>();
        foreach (var type in assembly.MainModule.GetTypes())
        foreach (var method in type.Methods.Where(m => m.HasBody))
        {
            var calls = method.Body.Instructions.Select(i => i.Operand).OfType<MethodReference>().ToArray();
            if (
                !IsReaction(type)
                && !calls.Any(c => c.DeclaringType.FullName == typeof(Decision).FullName && c.Name == nameof(Decision.Send))
            )
                continue;
            made.UnionWith(
                calls
                    .Where(c => c.Name == ".ctor" && types.ContainsKey(c.DeclaringType.FullName))
                    .Select(c => types[c.DeclaringType.FullName])
            );
        }
        return made;
    }

    private static bool IsReaction(TypeDefinition? type)
    {
        for (var outer = type; outer is not null; outer = outer.DeclaringType)
            if (outer.BaseType?.FullName == typeof(Reaction).FullName)
                return true;
        return false;
    }

    private static IEnumerable<string> Texts(Type type, string at)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Texts(inner, at);
        if (type == typeof(string))
            return [at];
        if (type.IsPrimitive || type.IsEnum || type == typeof(Protected) || type == typeof(Money) || type == typeof(Share))
            return [];
        if (
            type == typeof(Guid)
            || type == typeof(decimal)
            || type == typeof(DateTimeOffset)
            || type == typeof(DateOnly)
            || type == typeof(TimeSpan)
        )
            return [];
        if (type.IsGenericType)
            return type.GetGenericArguments().SelectMany(a => Texts(a, at));
        return type.GetConstructors()
            .Where(c => c.GetParameters().Length > 0)
            .Take(1)
            .SelectMany(c => c.GetParameters())
            .SelectMany(p => Texts(p.ParameterType, $"{at}.{p.Name}"));
    }
}
