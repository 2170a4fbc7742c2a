using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace UseIt.Marketplace.Tests.House;

/// <summary>
/// What the compiled code calls: of algorithms what the table in docs/security.md names, and nothing that makes code, guesses types or asks
/// others.
/// </summary>
public sealed class CallsTests
{
    private static readonly string[] Approved =
    [
        "AesGcm",
        "AsymmetricAlgorithm",
        "CryptographicException",
        "CryptographicOperations",
        "ECAlgorithm",
        "ECCurve",
        "ECDiffieHellman",
        "ECDiffieHellmanPublicKey",
        "ECDsa",
        "ECParameters",
        "ECPoint",
        "HKDF",
        "HMACSHA256",
        "HashAlgorithmName",
        "IncrementalHash",
        "NamedCurves",
        "Oid",
        "RandomNumberGenerator",
        "SHA256",
    ];

    // What else there is, where, and why it may be.
    private static readonly Dictionary<string, string[]> Named = new()
    {
        // One block, told from any other by its zeros: there is no second one that ECB could show to be the same.
        ["PositionTokens"] = ["Aes", "SymmetricAlgorithm"],
        // RFC 9562 says so; nothing is kept secret or proven by such an id.
        ["UuidV5"] = ["SHA1"],
    };

    [Fact]
    public void only_approved_algorithms_are_used_and_from_the_platforms_own_library()
    {
        var others = Calls("System.Security.Cryptography")
            .Where(c => !Approved.Contains(c.Type) && !Named.GetValueOrDefault(c.From, []).Contains(c.Type))
            .Select(c => $"{c.From} uses {c.Type}");
        Assert.Equal([], others.Distinct());
        Assert.Equal(
            [],
            Calls("System.Security.Cryptography")
                .Where(c => c is { Type: "HashAlgorithmName", Member: not ("get_SHA256" or "get_Name") })
                .Select(c => $"{c.From} uses {c.Member}")
        );
        Assert.Equal([], Calls("Org.BouncyCastle.Crypto").Select(c => c.From));
    }

    [Fact]
    public void every_curve_is_P_256() =>
        Assert.Equal(["get_nistP256"], Calls("").Where(c => c.Type == "NamedCurves").Select(c => c.Member).Distinct());

    [Fact]
    public void nothing_is_left_to_a_chance_that_can_be_foretold() =>
        Assert.Equal([], Calls("System").Where(c => c.Type == "Random").Select(c => c.From).Distinct());

    [Fact]
    public void no_code_is_made_or_loaded_while_it_runs_and_no_object_by_a_name_that_came_from_outside()
    {
        string[] dangerous =
        [
            "BinaryFormatter",
            "NetDataContractSerializer",
            "SoapFormatter",
            "LosFormatter",
            "XmlSerializer",
            "CSharpScript",
        ];
        Assert.Equal(
            [],
            Compiled
                .Application.MainModule.GetTypeReferences()
                .Where(t => dangerous.Contains(t.Name) || t.Namespace.StartsWith("Newtonsoft", StringComparison.Ordinal))
                .Select(t => t.FullName)
        );
    }

    [Fact]
    public void nothing_of_memory_is_handled_by_hand() =>
        Assert.DoesNotContain(Compiled.Application.MainModule.CustomAttributes, a => a.AttributeType.Name == "UnverifiableCodeAttribute");

    [Fact]
    public void nothing_is_asked_over_HTTP_but_what_the_operator_has_set_and_receivers_at_public_addresses() =>
        // The identity provider: the framework asks it, and is told to follow nobody. Receivers of webhooks: by the one door that looks at
        // each address again. What else is added here goes into docs/security.md.
        Assert.Equal(
            ["PublicAddresses", "SignInByProvider", "WebhookPost"],
            Calls("System.Net.Http").Select(c => c.From).Distinct().Order(StringComparer.Ordinal)
        );

    private static IEnumerable<(string From, string Type, string Member)> Calls(string space) =>
        from type in Compiled.Application.MainModule.GetAllTypes()
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        let used = instruction.Operand as MethodReference
        where used is not null && (space.Length == 0 || SpaceOf(used.DeclaringType) == space)
        select (Outermost(type).Name, used.DeclaringType.Name, used.Name);

    private static string SpaceOf(TypeReference type) => Outermost(type).Namespace;

    private static T Outermost<T>(T type)
        where T : TypeReference
    {
        TypeReference outer = type;
        while (outer.DeclaringType is { } more)
            outer = more;
        return (T)outer;
    }
}
