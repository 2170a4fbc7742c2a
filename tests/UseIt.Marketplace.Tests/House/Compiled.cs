using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace UseIt.Marketplace.Tests.House;

/// <summary>The compiled code of the application, and what of it uses what.</summary>
internal static class Compiled
{
    public const string Root = "UseIt.Marketplace";

    public static readonly AssemblyDefinition Application = AssemblyDefinition.ReadAssembly(typeof(MarketplaceHost).Assembly.Location);

    public static IEnumerable<TypeDefinition> Types() =>
        Application
            .MainModule.GetAllTypes()
            // What Wolverine's generator writes puts every handler together with its states, as the policy does.
            .Where(t => Room(t).Length > 0 || Context(t) == Root);

    public static string Context(TypeReference type)
    {
        while (type.DeclaringType is not null)
            type = type.DeclaringType;
        return type.Namespace;
    }

    public static string Room(TypeReference type) => Context(type).Split('.') is ["UseIt", "Marketplace", var room, ..] ? room : "";

    public static IEnumerable<TypeDefinition> Used(TypeDefinition type)
    {
        var references = new List<TypeReference?> { type.BaseType };
        references.AddRange(type.Fields.Select(f => f.FieldType));
        foreach (var method in type.Methods.Concat(type.NestedTypes.SelectMany(n => n.Methods)))
        {
            references.Add(method.ReturnType);
            references.AddRange(method.Parameters.Select(p => p.ParameterType));
            if (!method.HasBody)
                continue;
            references.AddRange(method.Body.Variables.Select(v => v.VariableType));
            foreach (var instruction in method.Body.Instructions)
            {
                references.Add(
                    instruction.Operand switch
                    {
                        TypeReference t => t,
                        MethodReference m => m.DeclaringType,
                        FieldReference f => f.DeclaringType,
                        _ => null,
                    }
                );
                if (instruction.Operand is GenericInstanceMethod generic)
                    references.AddRange(generic.GenericArguments);
            }
        }
        return references.SelectMany(Flat).Select(r => r.Scope is ModuleDefinition ? r.Resolve() : null).OfType<TypeDefinition>();
    }

    private static IEnumerable<TypeReference> Flat(TypeReference? type)
    {
        if (type is null)
            yield break;
        if (type is GenericInstanceType generic)
            foreach (var argument in generic.GenericArguments.SelectMany(Flat))
                yield return argument;
        yield return type.GetElementType();
    }
}
