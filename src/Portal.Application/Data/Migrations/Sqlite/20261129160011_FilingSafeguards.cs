using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FundPortal.Application.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class FilingSafeguards : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateOnly>(
                name: "WasPaidSince",
                table: "PayeeChanges",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Asked_AskedAt",
                table: "Accounts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "Asked_AskedBy",
                table: "Accounts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Asked_BankCode",
                table: "Accounts",
                type: "TEXT",
                maxLength: 12,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Asked_BankId",
                table: "Accounts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Asked_Number",
                table: "Accounts",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "DetailsAt",
                table: "Accounts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "DetailsBy",
                table: "Accounts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "DetailsConfirmedBy",
                table: "Accounts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "UsableFrom",
                table: "Accounts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Payments_Reference",
                table: "Payments",
                column: "Reference");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_ReissueOf",
                table: "Payments",
                column: "ReissueOf");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Payments_Reference",
                table: "Payments");

            migrationBuilder.DropIndex(
                name: "IX_Payments_ReissueOf",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "WasPaidSince",
                table: "PayeeChanges");

            migrationBuilder.DropColumn(
                name: "Asked_AskedAt",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "Asked_AskedBy",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "Asked_BankCode",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "Asked_BankId",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "Asked_Number",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "DetailsAt",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "DetailsBy",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "DetailsConfirmedBy",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "UsableFrom",
                table: "Accounts");
        }
    }
}
