using System.Reflection;
using JasperFx.CodeGeneration;
using JasperFx.RuntimeCompiler;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tests.Engine;

/// <summary>What cannot be carried out is found out at the start.</summary>
public sealed class StartTests(Allotment allotment) : IClassFixture<Allotment>
{
    private const string Nobody = "public static Access Authorise() => Access.Granted;";

    [Theory]
    [InlineData("ICommand", "", "has no handler")]
    [InlineData("IEffect", "", "has no handler")]
    [InlineData("ICommand", $"public static class ForgottenHandler {{ {Nobody} }}", "has no public static Handle")]
    [InlineData("IEffect", "public static class ForgottenHandler { }", "has no public static Handle")]
    [InlineData(
        "ICommand",
        "public static class ForgottenHandler { public static Decision Handle(Forgotten command) => Decision.Nothing; }",
        "does not say who may do it"
    )]
    [InlineData(
        "ICommand",
        $"public static class ForgottenHandler {{ {Nobody} public static void Handle(Forgotten command) {{ }} }}",
        "must return a Decision"
    )]
    [InlineData(
        "ICommand",
        $"public static class ForgottenHandler {{ {Nobody} public static Decision Handle(TendPlot command) => Decision.Nothing; }}",
        "does not handle"
    )]
    [InlineData("IEffect", "public static class ForgottenHandler { public static void Handle(MailHolder message) { } }", "does not handle")]
    public async Task a_message_that_nobody_can_carry_out_ends_it(string kind, string handler, string said)
    {
        var messages = Compiled($"public sealed record Forgotten(System.Guid Id) : Message, {kind}; {handler}");

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => Allotment.OnAsync(allotment.ConnectionString, messages: messages));

        Assert.Contains(said, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_message_whose_code_was_not_generated_ends_it()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() =>
            Allotment.OnAsync(allotment.ConnectionString, code: TypeLoadMode.Static)
        );

        Assert.Contains("has not been generated", refused.ToString(), StringComparison.Ordinal);
    }

    private static Assembly Compiled(string code)
    {
        var compiler = new AssemblyGenerator();
        compiler.ReferenceAssembly(typeof(Message).Assembly);
        compiler.ReferenceAssembly(typeof(TendPlot).Assembly);
        return compiler.Generate(
            $"using UseIt.Marketplace.Engine; using UseIt.Marketplace.Tests.Engine; namespace Forgotten{Guid.NewGuid():N} {{ {code} }}"
        );
    }
}
